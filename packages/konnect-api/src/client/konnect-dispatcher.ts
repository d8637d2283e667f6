import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';

/** What decides how connections are made. */
export interface KonnectDispatcherOptions {
  /** PEM certificates that are trusted beside those that Node trusts already. */
  ca?: string | undefined;
  /** The proxy to go through, or null for none; see `KonnectClientOptions`. */
  proxyUrl?: string | null | undefined;
  /** How many connections are kept to one server. */
  maxConnections: number;
  /** How long making a connection, TLS included, may take. */
  connectTimeoutMs: number;
  /** Whether answers are streams that go on for as long as the server likes, so that their size has no bound. */
  isForStreams?: boolean;
}

/** How long an idle connection is kept, where the server doesn't say how long it keeps it. */
const KEEP_ALIVE_MS = 30_000;

/** No answer of the API comes near this size; one that does is cut off before it fills the memory. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** What undici takes for "no bound". */
const NO_BOUND = -1;

/**
 * A pool of kept-alive connections that goes through the proxy of `HTTPS_PROXY`, unless `NO_PROXY` names the host or the
 * options have decided that. The extra certificates count for the server and for a proxy that itself is reached over TLS.
 *
 * undici is loaded here and not at the top, so that a server that needs this package's schemas alone doesn't pay for
 * an HTTP client in memory and start-up time.
 */
export async function createKonnectDispatcher(options: KonnectDispatcherOptions): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent, ProxyAgent } = await import('undici');
  const tls = options.ca === undefined ? {} : { secureContext: trusting(options.ca) };
  const connect = { ...tls, timeout: options.connectTimeoutMs };
  const { proxyUrl } = options;
  const direct = {
    connect,
    connections: options.maxConnections,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxResponseSize: options.isForStreams ? NO_BOUND : MAX_ANSWER_BYTES,
    allowH2: false,
  };
  if (proxyUrl === null) {
    return new Agent(direct);
  }
  const proxied = { ...direct, requestTls: connect, proxyTls: connect };
  return proxyUrl === undefined
    ? new EnvHttpProxyAgent(proxied)
    : new ProxyAgent({ ...proxied, uri: proxyUrl });
}

/** What trusts each authority; a process knows one or two. */
const contexts = new Map<string, SecureContext>();

/** One context for all connections: reading some 150 root certificates anew for each of them takes milliseconds. */
function trusting(ca: string): SecureContext {
  const known = contexts.get(ca);
  if (known) return known;
  const context = createSecureContext({ ca: [...getCACertificates('default'), ca] });
  contexts.set(ca, context);
  return context;
}
