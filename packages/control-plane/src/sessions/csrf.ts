import { hash } from 'node:crypto';
import { isRead } from '../access/decide-access.ts';
import { sameHash } from '../identity/token-hash.ts';

/** The part of a request that tells where a browser sends it from. */
export interface BrowserRequest {
  method: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The header in which the page proves that it is the page. */
const CSRF_HEADER = 'x-csrf-token';

/** What goes back in `X-CSRF-Token`. It follows from the session's secret, so nothing more has to be kept. */
export function csrfTokenOf(sessionSecret: string): string {
  return hash('sha256', `csrf ${sessionSecret}`, 'base64url');
}

/**
 * Why a request with a session's cookie may come from another site's page, as a sentence; undefined when it may be
 * answered. Reading is safe: other sites can't see the answer. A write must come from this origin as far as the
 * browser tells, and repeat a token that only this origin's page could read.
 */
export function csrfProblem(
  request: BrowserRequest,
  sessionSecret: string,
  publicUrl: string,
): string | undefined {
  if (isRead(request.method)) {
    return undefined;
  }
  const foreign = foreignOriginProblem(request, publicUrl);
  if (foreign !== undefined) {
    return foreign;
  }
  const token = request.headers[CSRF_HEADER];
  return typeof token === 'string' && sameHash(token, csrfTokenOf(sessionSecret))
    ? undefined
    : 'A write in a session needs the csrfToken of GET /sluice/v1/session in the header X-CSRF-Token';
}

/**
 * Why a write comes from another origin's page, as far as the browser tells; undefined when it doesn't. Another port
 * of the same host is the same site to a browser, which sends it the cookies in spite of `SameSite`, but is another
 * origin.
 */
export function foreignOriginProblem({ headers }: BrowserRequest, publicUrl: string): string | undefined {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    return site === 'same-origin' || site === 'none'
      ? undefined
      : 'The request comes from the page of another origin';
  }
  const { origin, host } = headers;
  return origin === undefined || origin === `https://${String(host)}` || origin === new URL(publicUrl).origin
    ? undefined
    : 'The request comes from the page of another origin';
}
