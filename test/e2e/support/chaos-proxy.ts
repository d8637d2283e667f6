import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, createServer, request, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from './random.ts';

/** The server that a proxy stands before. */
export interface Backend {
  readonly url: string;
  readonly ca: string;
  /** Certificate and key that the proxy shows to it. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** How often a request meets each fault, from 0 to 1. Those that are left pass. */
const faults = [
  ['reset', 0.01],
  ['server error', 0.02],
  ['limit', 0.001],
  ['lost answer', 0.02],
  ['twice', 0.03],
] as const;
const delayed = { chance: 0.1, atMostMs: 60 };
const watches = { cut: 0.4, cutWithinMs: 500, forgotten: 0.1 };

type Fault = (typeof faults)[number][0] | 'none';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/**
 * Stands before a server and does what networks do: delays, resets, answers 5xx and 429, loses answers, sends a
 * request twice, and cuts watches short. What it does is drawn from `random`; while that is undefined it passes all.
 */
export class ChaosProxy {
  random: Random | undefined;
  /** What was asked, watches left out: `PUT /v2/…`. */
  readonly asked: string[] = [];
  /** What has not been answered yet, and since when. */
  readonly pending = new Map<IncomingMessage, string>();
  readonly #backend: Backend;
  readonly #agent: Agent;
  readonly #trust: { readonly ca: string; readonly cert?: string; readonly key?: string };
  readonly #server;
  readonly #sockets = new Set<Socket>();
  #dead = false;

  private constructor(backend: Backend, tls: ServerOptions | undefined) {
    this.#backend = backend;
    const { ca, cert, key } = backend;
    this.#trust = { ca, ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
    this.#agent = new Agent({ keepAlive: true, ...this.#trust });
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

  /** Breaks every connection, and lets nothing through any more: as the death of its client would. */
  die(): void {
    this.#dead = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Breaks every connection; new ones are served. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.die();
    this.#agent.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    incoming.on('error', () => outgoing.destroy());
    outgoing.on('error', () => outgoing.destroy());
    try {
      const body = await read(incoming);
      const { random } = this;
      if (isStream(incoming)) return this.#stream(incoming, outgoing, random);
      this.asked.push(`${incoming.method} ${incoming.url}`);
      this.pending.set(incoming, `${new Date().toISOString()} ${incoming.method} ${incoming.url}`);
      outgoing.once('close', () => this.pending.delete(incoming));
      if (random?.chance(delayed.chance)) await delay(random.below(delayed.atMostMs));
      await this.#answer(incoming, body, outgoing, drawFault(random));
    } catch {
      // Either end has gone, or the backend has; its client sees a broken connection.
      outgoing.destroy();
    }
  }

  async #answer(
    incoming: IncomingMessage,
    body: Buffer,
    outgoing: ServerResponse,
    fault: Fault,
  ): Promise<void> {
    if (this.#dead || fault === 'reset') {
      incoming.socket.destroy();
      return;
    }
    if (fault === 'server error')
      return send(outgoing, { status: 503, headers: {}, body: Buffer.from('{}') });
    if (fault === 'limit') {
      return send(outgoing, { status: 429, headers: { 'retry-after': '1' }, body: Buffer.from('{}') });
    }
    if (fault === 'twice') await this.#forward(incoming, body);
    const answer = await this.#forward(incoming, body);
    if (this.#dead || fault === 'lost answer') incoming.socket.destroy();
    else send(outgoing, answer);
  }

  async #forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    if (this.#dead) throw new Error('dead');
    const { host } = new URL(this.#backend.url);
    return new Promise((resolve, reject) => {
      const onward = request(
        new URL(url ?? '/', this.#backend.url),
        { agent: this.#agent, method, headers: { ...headers, host } },
        (answer) => {
          read(answer).then(
            (content) =>
              resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: content }),
            reject,
          );
        },
      );
      onward.on('error', reject);
      onward.end(body);
    });
  }

  #stream({ url, headers }: IncomingMessage, outgoing: ServerResponse, random: Random | undefined): void {
    if (this.#dead) {
      outgoing.destroy();
      return;
    }
    if (url?.includes('watch=') && random?.chance(watches.forgotten)) {
      const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Expired', code: 410 };
      send(outgoing, { status: 410, headers: {}, body: Buffer.from(JSON.stringify(status)) });
      return;
    }
    const { host } = new URL(this.#backend.url);
    // On a connection of its own: to break it off must not hit a call that has got the connection since.
    const onward = request(
      new URL(url ?? '/', this.#backend.url),
      { ...this.#trust, agent: false, headers: { ...headers, host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('error', () => outgoing.destroy());
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.once('close', () => onward.destroy());
    onward.end();
    if (random?.chance(watches.cut)) {
      void delay(random.below(watches.cutWithinMs)).then(() => outgoing.destroy());
    }
  }
}

/** Whether the answer goes on for as long as both ends like: a watch of the cluster, or the changes of a control plane. */
function isStream({ url = '' }: IncomingMessage): boolean {
  return url.includes('watch=') || url.endsWith('/events');
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

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _, 'content-encoding': encoding, ...others } = headers;
  const kept = encoding === undefined ? others : { ...others, 'content-encoding': encoding };
  const type = { 'content-type': 'application/json' };
  if (status === 204) outgoing.writeHead(status, kept).end();
  else outgoing.writeHead(status, { ...type, ...kept, 'content-length': body.length }).end(body);
}
