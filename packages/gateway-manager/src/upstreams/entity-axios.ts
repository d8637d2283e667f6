import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';
import { endSession, requestHeaders } from '../session/session.ts';

/**
 * What Kong's entity components send their requests with: the same session as the page's own requests. They ask for it
 * by the injection key `get-axios-instance`.
 */
export function createEntityAxios(defaults: CreateAxiosDefaults = {}): AxiosInstance {
  const instance = axios.create({ withCredentials: true, timeout: 30_000, ...defaults });
  instance.interceptors.request.use((config) => {
    for (const [name, value] of Object.entries(requestHeaders(config.method ?? 'GET'))) {
      config.headers.set(name, value);
    }
    return config;
  });
  instance.interceptors.response.use(undefined, (error: unknown) => {
    if (axios.isAxiosError(error) && error.response?.status === 401) endSession();
    throw error;
  });
  return instance;
}
