import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { ClusterConfig } from './cluster-config.ts';
import { proxyFor } from './proxy-for.ts';

/**
 * The connections to one API server: HTTP/1.1 with keep-alive, over TLS as the cluster's configuration says,
 * and through a proxy where there is one.
 *
 * Calls and watches have pools of their own. A watch holds its connection for minutes, so in a shared and
 * bounded pool a dozen of watches would leave the calls to wait for each other.
 */
export interface Transport {
  readonly calls: Dispatcher;
  readonly watches: Dispatcher;
  /** Breaks all connections at once; calls under way fail as unreachable. */
  close(): Promise<void>;
}

/** More connections than this to one server don't make the work of one process any faster. */
const maxCallConnections = 64;
/** Longer than the pauses between two bursts of work, so that a burst rarely begins with TLS handshakes. */
const keepAliveMs = 60_000;

export function createTransport(config: ClusterConfig, timeoutMs: number, env: NodeJS.ProcessEnv): Transport {
  const server = new URL(config.server);
  const proxyUrl = config.proxyUrl ?? proxyFor(server, env);
  const calls = createDispatcher(config, server, proxyUrl, timeoutMs, maxCallConnections);
  const watches = createDispatcher(config, server, proxyUrl, timeoutMs, null);
  return {
    calls,
    watches,
    async close() {
      await Promise.all([calls.destroy(), watches.destroy()]);
    },
  };
}

function createDispatcher(
  config: ClusterConfig,
  server: URL,
  proxyUrl: string | undefined,
  timeoutMs: number,
  connections: number | null,
): Dispatcher {
  const tls = tlsOptions(config);
  const options = {
    allowH2: false,
    connections,
    keepAliveTimeout: keepAliveMs,
    connectTimeout: timeoutMs,
    connect: { ...tls, timeout: timeoutMs, keepAlive: true, keepAliveInitialDelay: 30_000 },
  };
  if (proxyUrl === undefined) return new Pool(server.origin, options);
  return new ProxyAgent({
    uri: proxyUrl,
    requestTls: tls,
    allowH2: false,
    connections,
    keepAliveTimeout: keepAliveMs,
    connectTimeout: timeoutMs,
  });
}

function tlsOptions(config: ClusterConfig) {
  return {
    ...(config.ca === undefined ? {} : { ca: config.ca }),
    ...(config.credentials.cert === undefined ? {} : { cert: config.credentials.cert }),
    ...(config.credentials.key === undefined ? {} : { key: config.credentials.key }),
    ...(config.tlsServerName === undefined ? {} : { servername: config.tlsServerName }),
    ...(config.insecureSkipTlsVerify === true ? { rejectUnauthorized: false } : {}),
  };
}
