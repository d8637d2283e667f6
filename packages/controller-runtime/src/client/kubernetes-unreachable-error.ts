/**
 * No complete answer came from the API server: refused or broken connection, DNS, TLS, timeout, proxy, an
 * answer that is no JSON, or credentials that could not be made for the call. Whether a write took effect is unknown; look before writing again.
 */
export class KubernetesUnreachableError extends Error {
  override readonly name = 'KubernetesUnreachableError';
  /** `GET /api/v1/secrets`: method and path, without the query. */
  readonly call: string;

  constructor(call: string, server: string, cause: unknown) {
    super(`${call}: no answer from ${server}: ${reasonOf(cause)}`, { cause });
    this.call = call;
  }
}

/** Node wraps several failed connection attempts (IPv6, IPv4) in an AggregateError whose message is empty. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
