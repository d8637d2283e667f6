import type { RequestListener } from 'node:http';
import type { Registry } from 'prom-client';
import type { Logger } from '../logging/logger.ts';
import { pathOf } from './request-path.ts';

/** Answers `/metrics` in Prometheus' text format. */
export function metricsHandler(registry: Registry, logger: Logger): RequestListener {
  return (request, response) => {
    if (pathOf(request) !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('there is /metrics\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => {
        logger.error({ err: error }, 'cannot collect the metrics');
        response.writeHead(500).end();
      },
    );
  };
}
