import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { ReadyEvent } from './sluice-up.ts';

/**
 * What the proxy does with a request: pass it on, break the connection, leave it without an answer, or answer itself; with a
 * page for people in place of what the API says, or with half of what the API says.
 */
export type Behaviour =
  | 'forward'
  | 'break'
  | 'hang'
  | 'half'
  | { readonly page: number }
  | { readonly status: number; readonly retryAfterSeconds?: number };

/** The server behind it. */
type Backend = Pick<ReadyEvent['controlPlane'], 'url' | 'caFile'>;

/** A server in front of the local control plane that can be made to fail as servers do. */
export class FaultyProxy {
  behaviour: Behaviour = 'forward';
  /** Requests since the start, those that it refused among them. */
  requests = 0;
  readonly #server: Server;
  readonly #target: URL;
  readonly #ca: string;

  private constructor(controlPlane: Backend, tls: ServerOptions) {
    this.#target = new URL(controlPlane.url);
    this.#ca = readFileSync(controlPlane.caFile, 'utf8');
    this.#server = createServer(tls, (incoming, outgoing) => this.#handle(incoming, outgoing));
  }

  /** Starts one on a free port, with the control plane's own certificate. It stops with the test. */
  static async start(controlPlane: Backend, tls: ServerOptions): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(controlPlane, tls);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      proxy.#server.closeAllConnections();
      proxy.#server.close();
    });
    return proxy;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.requests++;
    if (this.behaviour === 'break') {
      incoming.socket.destroy();
    } else if (this.behaviour === 'forward') {
      this.#forward(incoming, outgoing);
    } else if (this.behaviour === 'half') {
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      outgoing.write('{"id":"half', () => incoming.socket.destroy());
    } else if (this.behaviour === 'hang') {
      return;
    } else if ('page' in this.behaviour) {
      const location = '/sign-in';
      outgoing.writeHead(this.behaviour.page, { 'content-type': 'text/html', location });
      outgoing.end('<html><body>default backend</body></html>');
    } else {
      const { status, retryAfterSeconds } = this.behaviour;
      const retryAfter = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
      outgoing.writeHead(status, { 'content-type': 'application/json', ...retryAfter });
      outgoing.end(JSON.stringify({ code: 13, message: `made up by the test: ${status}` }));
    }
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url, headers } = incoming;
    const { hostname, port } = this.#target;
    const onward = request(
      { hostname, port, ca: this.#ca, method, path: url, headers: { ...headers, host: this.#target.host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }
}
