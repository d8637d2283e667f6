import type { User } from '../auth/user.ts';
import type { RequestAttributes } from '../authorization/request-attributes.ts';

/** A request apart from the protocol that brought it. Header names are in lower case. */
export interface ApiRequest {
  method: string;
  /** Without the query; still encoded. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  user: User;
  /** Refuses what the user may not do, beside what the request was let in for. Throws an ApiError 403. */
  authorize(attributes: RequestAttributes): void;
  /** Reads the body to its end. Rejects with an ApiError 413 when it is too long. */
  readBody(): Promise<Buffer>;
}

/** A single header as text; undefined when the client didn't send it. */
export function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
