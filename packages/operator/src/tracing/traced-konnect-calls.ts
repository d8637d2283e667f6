import type { KonnectClientOptions } from '@sluice/konnect-api';
import type { Tracing } from './tracing.ts';

/** Tells of calls to a control plane's server in traces, by their routes: paths have ids, bodies have content. */
export function tracedKonnectCalls(
  serverUrl: string,
  tracing: Tracing,
): NonNullable<KonnectClientOptions['aroundCall']> {
  const server = new URL(serverUrl).host;
  return ({ method, route }, send) =>
    tracing.call(
      `${method} ${route}`,
      { 'http.request.method': method, 'http.route': route, 'server.address': server },
      send,
    );
}
