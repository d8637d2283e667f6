import { createServer, type RequestListener, type Server } from 'node:http';
import { isIPv6 } from 'node:net';

/** Where to listen. Port 0 picks a free one. */
export interface ListenAddress {
  /** A host name or IP address of this machine; `127.0.0.1` keeps others out. */
  readonly host: string;
  readonly port: number;
}

/** A server that listens. */
export interface Listener {
  /** `http://host:port`, with the port that was picked. */
  readonly url: string;
  close(): Promise<void>;
}

/** Nothing can listen at this address; the message says why and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly address: ListenAddress;

  constructor(purpose: string, address: ListenAddress, cause: unknown) {
    const inUse = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const why = inUse
      ? 'the port is in use; choose another, or 0 for a free one'
      : cause instanceof Error
        ? cause.message
        : String(cause);
    super(`cannot serve ${purpose} at ${hostPort(address)}: ${why}`, { cause });
    this.address = address;
  }
}

/** Serves plain HTTP. Throws `ListenError`; `purpose` names in it what was to be served. */
export async function listen(
  purpose: string,
  address: ListenAddress,
  handler: RequestListener,
): Promise<Listener> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new ListenError(purpose, address, cause)));
    server.listen(address.port, address.host, resolve);
  });
  return {
    url: `http://${hostPort({ host: address.host, port: portOf(server) })}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: Server): number {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('the server listens at no port');
  return bound.port;
}

function hostPort({ host, port }: ListenAddress): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
