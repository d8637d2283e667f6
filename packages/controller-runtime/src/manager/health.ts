import type { RequestListener, ServerResponse } from 'node:http';
import { pathOf } from './request-path.ts';

/** Something that must hold for the process to be ready. The check returns undefined when it does, else why not. */
export interface ReadinessCheck {
  readonly name: string;
  readonly check: () => string | undefined;
}

/**
 * Answers `/healthz` (the process runs) and `/readyz` (it works), as the kubelet's probes ask. What `unready`
 * gives as reasons against readiness makes 503 and stands in the body, one a line.
 */
export function healthHandler(unready: () => readonly string[]): RequestListener {
  return (request, response) => {
    const path = pathOf(request);
    if (path === '/healthz') return send(response, 200, 'ok\n');
    if (path !== '/readyz') return send(response, 404, 'there is /healthz and /readyz\n');
    const reasons = unready();
    if (reasons.length === 0) return send(response, 200, 'ok\n');
    return send(response, 503, `${reasons.join('\n')}\n`);
  };
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body);
}
