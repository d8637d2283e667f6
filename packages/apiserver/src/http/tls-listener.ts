import type { Server as Http1Server } from 'node:http';
import { createServer as createHttp2, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createServer as createTls, type TLSSocket, type Server as TlsServer } from 'node:tls';
import type { Logger } from 'pino';
import type { Exchange } from './exchange.ts';
import { Http1Exchange } from './http1-exchange.ts';
import { Http2Exchange } from './http2-exchange.ts';
import { AddressUnusableError, PortInUseError } from './listen-error.ts';
import { createServer as createHttp1 } from './node-http.ts';
import { refuseConnection } from './refuse-connection.ts';

/** How long an idle connection is kept; longer than clients keep theirs, so that they are the ones to close it. */
const KEEP_ALIVE_MS = 120_000;
/** How long clients may take. Who takes longer only wants to hold the connection. */
interface Patience {
  /** To agree on encryption. */
  readonly handshakeMs: number;
  /** To send the headers of a request. */
  readonly headersMs: number;
  /** To send a request with its body; bodies have a limit of their own besides. */
  readonly requestMs: number;
  /** How often connections are looked over for the latter two. */
  readonly checkMs: number;
}
const defaultPatience: Patience = {
  handshakeMs: 10_000,
  headersMs: 20_000,
  requestMs: 90_000,
  checkMs: 5_000,
};
/** How long requests in progress may take once the server stops. */
const CLOSE_GRACE_MS = 500;
const CLOSE_SWEEP_MS = 20;
/** What the headers of a request may take together: label selectors and tokens are long. */
const MAX_HEADER_BYTES = 64 * 1024;
/** Requests that a connection may carry at once; that of Go's servers. Go clients put all of theirs on one. */
const MAX_STREAMS = 250;
/** What may come on a connection, and on one of its streams, before it is read. */
const STREAM_WINDOW_BYTES = 256 * 1024;
const CONNECTION_WINDOW_BYTES = 1024 * 1024;

/** Certificates as PEM texts. */
export interface TlsOptions {
  cert: string;
  key: string;
  /** Signs the certificates of clients. Without it clients have tokens only. */
  clientCa?: string;
}

/**
 * A port with TLS on which clients speak HTTP/2 or HTTP/1.1, as they agree with the server in the handshake (ALPN, RFC
 * 7301). Both end up in the same function.
 */
export class TlsListener {
  readonly #tls: TlsServer;
  readonly #http1: Http1Server;
  readonly #http2: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #sockets = new Set<TLSSocket>();
  readonly #serve: (exchange: Exchange) => void;

  constructor(tls: TlsOptions, serve: (exchange: Exchange) => void, patience = defaultPatience) {
    this.#serve = serve;
    this.#http1 = createHttp1(
      {
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: patience.headersMs,
        requestTimeout: patience.requestMs,
        connectionsCheckingInterval: patience.checkMs,
        maxHeaderSize: MAX_HEADER_BYTES,
        noDelay: true,
      },
      (request, response) => serve(new Http1Exchange(request, response)),
    );
    this.#http1.on('clientError', refuseConnection);
    // Its timeouts are checked from the moment when it listens, which it never does by itself.
    this.#http1.emit('listening');
    this.#http2 = this.#createHttp2();
    this.#tls = createTls(
      {
        cert: tls.cert,
        key: tls.key,
        ca: tls.clientCa,
        requestCert: tls.clientCa !== undefined,
        // Who comes without a certificate may still have a token.
        rejectUnauthorized: false,
        minVersion: 'TLSv1.2',
        ALPNProtocols: ['h2', 'http/1.1'],
        handshakeTimeout: patience.handshakeMs,
        noDelay: true,
      },
      (socket) => this.#accept(socket),
    );
    // Who fails to agree on encryption is gone; there is nobody to tell.
    this.#tls.on('tlsClientError', (_error, socket) => socket.destroy());
  }

  /**
   * @returns the port, which the system chooses when `port` is 0
   * @throws PortInUseError, AddressUnusableError
   */
  async listen(port: number, host: string, logger: Logger | undefined): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#tls.once('error', reject);
    this.#tls.listen(port, host, resolve);
    try {
      await promise;
    } catch (cause) {
      if (hasCode(cause, 'EADDRINUSE')) throw new PortInUseError(port, host, { cause });
      throw new AddressUnusableError(port, host, { cause });
    } finally {
      this.#tls.off('error', reject);
    }
    this.#tls.on('error', (error) => logger?.error({ err: error }, 'HTTP server failed'));
    const address = this.#tls.address() as AddressInfo;
    return address.port;
  }

  /** Stops: no new connections, and half a second for the requests in progress. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#tls.close(() => resolve()));
    for (const session of this.#sessions) session.close();
    this.#http1.close();
    // Connections become idle one after the other, as their last answers end.
    const sweep = setInterval(() => this.#http1.closeIdleConnections(), CLOSE_SWEEP_MS);
    const force = setTimeout(() => {
      for (const session of this.#sessions) session.destroy();
      for (const socket of this.#sockets) socket.destroy();
    }, CLOSE_GRACE_MS);
    await closed;
    clearInterval(sweep);
    clearTimeout(force);
  }

  #accept(socket: TLSSocket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const server = socket.alpnProtocol === 'h2' ? this.#http2 : this.#http1;
    server.emit('connection', socket);
  }

  #createHttp2(): Http2Server {
    const server = createHttp2({
      settings: {
        maxConcurrentStreams: MAX_STREAMS,
        initialWindowSize: STREAM_WINDOW_BYTES,
        maxHeaderListSize: MAX_HEADER_BYTES,
        enablePush: false,
      },
    });
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
      session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
      closeWhenIdle(session);
    });
    server.on('stream', (stream, headers, _flags, rawHeaders: string[]) => {
      // Clients that go away in the middle are none of the server's faults: whoever writes sees the stream close.
      stream.on('error', () => stream.destroy());
      const socket = stream.session?.socket;
      if (socket !== undefined)
        this.#serve(new Http2Exchange(stream, headers, rawHeaders, socket as TLSSocket));
    });
    server.on('sessionError', (_error, session) => session.destroy());
    return server;
  }
}

/** A connection on which somebody watches is silent for long, and in use all the same. */
function closeWhenIdle(session: ServerHttp2Session): void {
  let open = 0;
  session.on('stream', (stream) => {
    open += 1;
    stream.once('close', () => {
      open -= 1;
    });
  });
  session.setTimeout(KEEP_ALIVE_MS, () => {
    if (open === 0) session.close();
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
