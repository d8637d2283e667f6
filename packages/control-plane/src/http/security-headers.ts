import type { FastifyInstance } from 'fastify';

/** A year, in seconds. */
const HSTS_MAX_AGE_SECONDS = 31_536_000;

/**
 * What the page may do: load its own scripts, styles, fonts and workers and talk to this server, and nothing else. Its
 * components put style elements into the document, and draw icons from `data:` addresses.
 */
export const PAGE_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** An answer that isn't a page has nothing to load, whatever a browser takes it for. */
const ANSWER_CONTENT_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * Gives every answer the headers that keep browsers from mistaking, framing and leaking it. There are none for CORS:
 * pages of other origins have no business here. Strict-Transport-Security counts for a host with all its ports, so it is
 * sent only where the server has a public name: on a machine's own `localhost` it would break other people's servers.
 */
export function addSecurityHeaders(app: FastifyInstance, publicUrl: string | undefined): void {
  const headers = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': ANSWER_CONTENT_SECURITY_POLICY,
    'cross-origin-resource-policy': 'same-origin',
    ...(publicUrl === undefined || isLocal(publicUrl)
      ? {}
      : { 'strict-transport-security': `max-age=${HSTS_MAX_AGE_SECONDS}` }),
  };
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

function isLocal(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^(127\.|\[::1\])/.test(hostname);
}
