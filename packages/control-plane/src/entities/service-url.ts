/** The parts of a service that `url` stands for. Without a path there is none, whatever the body says beside it. */
export interface ServiceUrlParts {
  protocol: string;
  host: string;
  port: number;
  path: string | null;
}

const SERVICE_URL = /^([a-z][a-z_]*):\/\/(\[[^\]/]+\]|[^:/?#@\s]+)(?::(\d{1,5}))?(\/[^?#\s]*)?$/i;

/** Protocols whose port is 443 where the URL has none; the others' is 80. */
const TLS_PROTOCOLS = new Set(['https', 'grpcs', 'tls', 'tls_passthrough', 'wss']);

/**
 * Takes the shorthand `url` of a service apart; undefined for anything that isn't such a URL. Whether protocol, host,
 * port and path are right is left to the schema, which says what is wrong with each.
 */
export function parseServiceUrl(url: unknown): ServiceUrlParts | undefined {
  const [, protocol, host, port, path] = SERVICE_URL.exec(String(url)) ?? [];
  if (typeof url !== 'string' || protocol === undefined || host === undefined) {
    return undefined;
  }
  const scheme = protocol.toLowerCase();
  return {
    protocol: scheme,
    host,
    port: port === undefined ? (TLS_PROTOCOLS.has(scheme) ? 443 : 80) : Number(port),
    path: path ?? null,
  };
}
