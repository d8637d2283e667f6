import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Backend } from './backend.ts';
import type { Random } from './random.ts';

/** How often a request meets each fault, from 0 to 1. Those that are left pass. */
const faults = [
  ['reset', 0.01],
  ['server error', 0.02],
  ['limit', 0.001],
  ['lost answer', 0.02],
  ['twice', 0.03],
  ['half answer', 0.01],
  ['page 200', 0.003],
  ['page 302', 0.003],
  ['page 404', 0.004],
] as const;
const delayed = { chance: 0.1, atMostMs: 60 };
const watches = { cut: 0.4, cutWithinMs: 500, forgotten: 0.1 };

type Fault = (typeof faults)[number][0] | 'none';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A request, watches left out, and what became of it. */
export interface Exchange {
  readonly at: Date;
  /** `PUT /v2/…`. */
  readonly request: string;
  readonly body: string;
  delayedMs?: number;
  fault?: Fault;
  /** What the server behind answered, were it that nobody was told. */
  status?: number;
  /** When the client had its answer, or lost its connection. */
  endedAt?: Date;
}

/**
 * Stands before a server and does what networks do: delays, resets, answers 5xx and 429 or with a page for people, loses
 * answers or half of them, sends a request twice, and cuts watches short. What it does is drawn from `random`; while that
 * is undefined it passes all.
 */
export class ChaosProxy {
  random: Random | undefined;
  /** Picks requests that wait before they reach the server behind, until `letGo`. */
  holds: (request: string) => boolean = () => false;
  /** In the order in which they came. */
  readonly exchanges: Exchange[] = [];
  readonly #backend: Backend;
  readonly #server;
  readonly #sockets = new Set<Socket>();
  readonly #held: ((answer: Answer) => void)[] = [];
  #dead = false;

  private constructor(backend: Backend, tls: ServerOptions | undefined) {
    this.#backend = backend;
    const handle = (incoming: IncomingMessage, outgoing: ServerResponse) =>
      void this.#handle(incoming, outgoing);
    this.#server = tls ? createServer(tls, handle) : createPlainServer(handle);
    this.#server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#sockets.add(socket);
      // A reset is what the test asks for, on either side.
      socket.on('error', () => socket.destroy());
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Starts one on a free port; it speaks TLS with these certificates, plain HTTP without. */
  static async start(backend: Backend, tls?: ServerOptions): Promise<ChaosProxy> {
    const proxy = new ChaosProxy(backend, tls);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    proxy.#url = `${tls ? 'https' : 'http'}://127.0.0.1:${(proxy.#server.address() as AddressInfo).port}`;
    return proxy;
  }

  #url = '';

  get url(): string {
    return this.#url;
  }

  /** The requests so far, watches left out: `PUT /v2/…`. */
  get asked(): string[] {
    return this.exchanges.map(({ request: asked }) => asked);
  }

  /** Breaks every connection, and lets nothing through any more: as the death of its client would. */
  die(): void {
    this.#dead = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Breaks every connection; new ones are served. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Answers all requests that wait, by itself, as a gateway whose server hasn't answered. */
  letGo(): void {
    for (const answer of this.#held.splice(0)) answer({ status: 504, headers: {}, body: Buffer.from('{}') });
  }

  async stop(): Promise<void> {
    this.die();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    incoming.on('error', () => outgoing.destroy());
    outgoing.on('error', () => outgoing.destroy());
    try {
      const body = await read(incoming);
      const { random } = this;
      if (isStream(incoming)) return await this.#stream(incoming, body, outgoing, random);
      const exchange = this.#begin(incoming, body, outgoing);
      if (this.holds(exchange.request)) {
        this.#held.push((answer) => send(outgoing, answer));
        return;
      }
      if (random?.chance(delayed.chance)) {
        exchange.delayedMs = random.below(delayed.atMostMs);
        await delay(exchange.delayedMs);
      }
      exchange.fault = drawFault(random);
      await this.#answer(incoming, body, outgoing, exchange);
    } catch {
      // Either end has gone, or the backend has; its client sees a broken connection.
      outgoing.destroy();
    }
  }

  #begin({ method, url }: IncomingMessage, body: Buffer, outgoing: ServerResponse): Exchange {
    const exchange: Exchange = { at: new Date(), request: `${method} ${url}`, body: body.toString('utf8') };
    this.exchanges.push(exchange);
    outgoing.once('close', () => {
      exchange.endedAt = new Date();
    });
    return exchange;
  }

  async #answer(
    incoming: IncomingMessage,
    body: Buffer,
    outgoing: ServerResponse,
    exchange: Exchange,
  ): Promise<void> {
    const { fault } = exchange;
    if (this.#dead || fault === 'reset') {
      incoming.socket.destroy();
      return;
    }
    if (fault === 'server error')
      return send(outgoing, { status: 503, headers: {}, body: Buffer.from('{}') });
    if (fault === 'limit') {
      return send(outgoing, { status: 429, headers: { 'retry-after': '1' }, body: Buffer.from('{}') });
    }
    if (fault?.startsWith('page ')) return sendPage(outgoing, Number(fault.slice('page '.length)));
    if (fault === 'twice') await this.#forward(incoming, body);
    const answer = await this.#forward(incoming, body);
    exchange.status = answer.status;
    if (this.#dead || fault === 'lost answer') incoming.socket.destroy();
    else if (fault === 'half answer') sendHalf(outgoing, answer);
    else send(outgoing, answer);
  }

  async #forward({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    if (this.#dead) throw new Error('dead');
    const answer = await this.#backend.calls.request({
      method,
      path: url,
      headers: this.#onwardHeaders(headers),
      ...(body.length > 0 ? { body } : {}),
    });
    const content = Buffer.from(await answer.body.arrayBuffer());
    return { status: answer.statusCode, headers: answer.headers, body: content };
  }

  async #stream(
    { method = 'GET', url = '/', headers }: IncomingMessage,
    body: Buffer,
    outgoing: ServerResponse,
    random: Random | undefined,
  ): Promise<void> {
    if (this.#dead) {
      outgoing.destroy();
      return;
    }
    if (url.includes('watch=') && random?.chance(watches.forgotten)) {
      const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Expired', code: 410 };
      send(outgoing, { status: 410, headers: {}, body: Buffer.from(JSON.stringify(status)) });
      return;
    }
    const left = new AbortController();
    outgoing.once('close', () => left.abort());
    if (random?.chance(watches.cut)) {
      void delay(random.below(watches.cutWithinMs)).then(() => outgoing.destroy());
    }
    const answer = await this.#backend.watches.request({
      method,
      path: url,
      headers: this.#onwardHeaders(headers),
      ...(body.length > 0 ? { body } : {}),
      signal: left.signal,
    });
    outgoing.writeHead(answer.statusCode, withoutHopByHop(answer.headers));
    outgoing.flushHeaders();
    answer.body.on('error', () => outgoing.destroy());
    answer.body.pipe(outgoing);
  }

  #onwardHeaders(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
    return { ...withoutHopByHop(headers), host: new URL(this.#backend.url).host };
  }
}

/** Whether the answer goes on for as long as both ends like: a watch of the cluster, or the changes of all control planes. */
function isStream({ url = '' }: IncomingMessage): boolean {
  return url.includes('watch=') || url === '/sluice/v1/events';
}

function drawFault(random: Random | undefined): Fault {
  if (!random) return 'none';
  let drawn = random.fraction();
  for (const [fault, probability] of faults) {
    if (drawn < probability) return fault;
    drawn -= probability;
  }
  return 'none';
}

function read(stream: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => resolve(Buffer.concat(chunks)));
    stream.once('error', reject);
  });
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const kept = withoutHopByHop(headers);
  const type = { 'content-type': 'application/json' };
  if (status === 204) outgoing.writeHead(status, kept).end();
  else outgoing.writeHead(status, { ...type, ...kept, 'content-length': body.length }).end(body);
}

/** A page for people in place of the answer: of a portal, which may redirect to itself, or of an ingress without a backend. */
function sendPage(outgoing: ServerResponse, status: number): void {
  outgoing.writeHead(status, { 'content-type': 'text/html', location: '/sign-in' });
  outgoing.end('<html><body>default backend</body></html>');
}

/** Breaks the connection in the middle of the answer. */
function sendHalf(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, { ...withoutHopByHop(headers), 'content-length': body.length });
  outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
}

/** What is about the one connection that it came over isn't passed on (RFC 9110, section 7.6.1). */
function withoutHopByHop(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...kept } = headers;
  return kept;
}
