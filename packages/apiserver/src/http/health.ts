import { unknownPath } from '../status/api-error.ts';
import type { ApiRequest } from './api-request.ts';
import { type ApiResponse, textResponse } from './api-response.ts';

/** What is looked at, by name, and whether it is well. */
export type HealthChecks = Readonly<Record<string, () => boolean>>;

/**
 * Answers `/healthz`, `/livez` and `/readyz`, with `?verbose` or when something is wrong check by check. Checks that are
 * named by `?exclude` count as well.
 *
 * @param name the last segment of the path
 */
export function healthResponse(name: string, { query }: ApiRequest, checks: HealthChecks): ApiResponse {
  const excluded = new Set(query.getAll('exclude'));
  const found = Object.entries(checks).map(([check, isWell]) => {
    const isExcluded = excluded.delete(check);
    return { check, isExcluded, ok: isExcluded || isWell() };
  });
  const isWell = found.every(({ ok }) => ok);
  if (isWell && query.get('verbose') === null) return textResponse('ok');
  const lines = found.map(({ check, isExcluded, ok }) => {
    if (isExcluded) return `[+]${check} excluded: ok`;
    return ok ? `[+]${check} ok` : `[-]${check} failed: see the log`;
  });
  if (excluded.size > 0) {
    const unknown = [...excluded].map((check) => JSON.stringify(check)).join(',');
    lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown}`);
  }
  const verdict = `${name} check ${isWell ? 'passed' : 'failed'}`;
  return textResponse([...lines, verdict, ''].join('\n'), isWell ? 200 : 500);
}

/**
 * Answers `/livez/<check>` and its like.
 *
 * @throws ApiError 404 for a check that there isn't
 */
export function healthCheckResponse({ path }: ApiRequest, checks: HealthChecks): ApiResponse {
  const name = path.slice(path.indexOf('/', 1) + 1);
  const isWell = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (isWell === undefined) throw unknownPath();
  return isWell() ? textResponse('ok') : textResponse(`${name} failed: see the log\n`, 500);
}
