import { endSession, requestHeaders } from '../session/session.ts';
import { ApiError, ApiUnreachableError } from './api-error.ts';

/** A request to the control plane that served the page. */
export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

/**
 * Sends a request on behalf of the person who is signed in, and returns the parsed body; undefined when there is none.
 * A 401 ends the session, which brings the sign-in page.
 *
 * @throws {ApiError} the control plane refused it.
 * @throws {ApiUnreachableError} there was no answer.
 */
export async function request<Body>(path: string, options: ApiRequest = {}): Promise<Body> {
  const { method = 'GET', body, signal } = options;
  const response = await send(path, {
    method,
    headers: {
      accept: 'application/json, application/problem+json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...requestHeaders(method),
    },
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.status === 401) endSession();
  if (!response.ok) throw await ApiError.from(response);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Body;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiUnreachableError('The control plane did not answer', { cause: error });
  }
}
