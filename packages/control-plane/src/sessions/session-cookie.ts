/** The cookie that holds a session's secret. */
export class SessionCookie {
  readonly #name: string;

  /**
   * Cookies belong to a host, whatever the port. Two control planes on one machine would sign one another's people out
   * if their cookies had the same name, so the server's own id is a part of it. `__Host-` makes browsers insist on
   * `Secure`, on this very host and on the whole of it (RFC 6265bis).
   */
  constructor(serverId: string) {
    this.#name = `__Host-sluice-${serverId.slice(0, 8)}`;
  }

  /** The secret in a request's `Cookie` header, or undefined when it has none. */
  read(header: string | undefined): string | undefined {
    return readCookie(header, this.#name);
  }

  /** The `Set-Cookie` that makes a browser keep the secret, out of reach of scripts and of other sites. */
  set(secret: string, maxAgeSeconds: number): string {
    return `${this.#name}=${secret}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Strict`;
  }

  /** The `Set-Cookie` that makes a browser forget it. */
  clear(): string {
    return this.set('', 0);
  }
}

/** The value of a cookie in a `Cookie` header; an empty one counts as none. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const separator = pair.indexOf('=');
    if (pair.slice(0, separator).trim() === name) {
      return pair.slice(separator + 1).trim() || undefined;
    }
  }
  return undefined;
}
