import type { ApiRequest } from './api-request.ts';
import { type ApiResponse, textResponse } from './api-response.ts';

/** What is looked at, by name, and whether it is well. */
export type HealthChecks = Readonly<Record<string, () => boolean>>;

/**
 * Answers `/healthz`, `/livez` and `/readyz`, with `?verbose` or when something is wrong check by check.
 *
 * @param name the last segment of the path
 */
export function healthResponse(name: string, { query }: ApiRequest, checks: HealthChecks): ApiResponse {
  const found = Object.entries(checks).map(([check, isWell]) => ({ check, ok: isWell() }));
  const isWell = found.every(({ ok }) => ok);
  if (isWell && query.get('verbose') === null) return textResponse('ok');
  const lines = found.map(({ check, ok }) => (ok ? `[+]${check} ok` : `[-]${check} failed: see the log`));
  const verdict = `${name} check ${isWell ? 'passed' : 'failed'}`;
  return textResponse([...lines, verdict, ''].join('\n'), isWell ? 200 : 500);
}
