import axios, { type AxiosInstance, type CreateAxiosDefaults } from 'axios';
import { endSession, requestHeaders } from '../session/session.ts';
import { withTypedZeroWeight } from './zero-weight.ts';

/**
 * What Kong's entity components send their requests with: the same session as the page's own requests. They ask for it
 * by the injection key `get-axios-instance`. `rewriteUrl` may change what they ask for.
 */
export function createEntityAxios(
  defaults: CreateAxiosDefaults = {},
  rewriteUrl: (url: string) => string = (url) => url,
): AxiosInstance {
  const instance = axios.create({ withCredentials: true, timeout: 30_000, ...defaults });
  instance.interceptors.request.use((config) => {
    if (config.url !== undefined) config.url = rewriteUrl(config.url);
    for (const [name, value] of Object.entries(requestHeaders(config.method ?? 'GET'))) {
      config.headers.set(name, value);
    }
    return config;
  });
  instance.interceptors.response.use(
    (response) => {
      response.data = withTypedZeroWeight(response.config.url ?? '', response.data);
      return response;
    },
    (error: unknown) => {
      if (axios.isAxiosError(error) && error.response?.status === 401) endSession();
      throw error;
    },
  );
  return instance;
}
