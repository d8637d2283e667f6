import type { ApiRequest } from './api-request.ts';
import { type ApiResponse, textResponse } from './api-response.ts';

/** What is checked, by name. All of it holds as soon as the server listens: it loads its data before. */
const checks = ['ping', 'storage'];

/**
 * Answers `/healthz`, `/livez` and `/readyz`, with `?verbose` check by check.
 *
 * @param name the last segment of the path
 */
export function healthResponse(name: string, { query }: ApiRequest): ApiResponse {
  if (query.get('verbose') === null) return textResponse('ok');
  return textResponse([...checks.map((check) => `[+]${check} ok`), `${name} check passed`, ''].join('\n'));
}
