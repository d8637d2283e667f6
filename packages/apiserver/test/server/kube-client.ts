import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import type { KubeObject } from '../../src/kube-object.ts';
import type { Status } from '../../src/status/status.ts';

/** An answer, read to its end. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON, taken for an object; tests that expect a list or a status say so. */
  object: KubeObject;
  list: {
    items: KubeObject[];
    metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  };
  failure: Status;
}

/** An event of a watch. */
export interface WatchEvent {
  type: string;
  object: KubeObject;
}

/** A watch, event by event. */
export interface Watch {
  /** The next event; undefined when the server has ended the watch. */
  next(): Promise<WatchEvent | undefined>;
  /** The next events, as `type name`. */
  take(count: number): Promise<string[]>;
  close(): void;
}

type Headers = Record<string, string>;

/** PEM texts. */
interface TlsFiles {
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  rejectUnauthorized?: boolean;
}

/** Talks to a server as plainly as possible, so that tests see what is on the wire. */
export class KubeClient {
  url: string;
  readonly #agent: Agent;
  readonly #headers: Headers;

  /** @param headers go along with every request */
  constructor(url: string, tls: TlsFiles, headers: Headers = {}) {
    this.url = url;
    this.#headers = headers;
    this.#agent = new Agent({ keepAlive: true, ...tls });
  }

  get(path: string, headers: Headers = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  create(path: string, object: object, headers: Headers = {}): Promise<Answer> {
    return this.send('POST', path, object, headers);
  }

  update(path: string, object: object): Promise<Answer> {
    return this.send('PUT', path, object);
  }

  delete(path: string, options?: object): Promise<Answer> {
    return this.send('DELETE', path, options);
  }

  /** @param kind `merge`, `json` or `strategic-merge`; the rest of the media type is the same */
  patch(path: string, patch: unknown, kind = 'merge'): Promise<Answer> {
    return this.send('PATCH', path, patch, { 'content-type': `application/${kind}-patch+json` });
  }

  apply(path: string, object: object, manager: string, query = ''): Promise<Answer> {
    return this.send('PATCH', `${path}?fieldManager=${manager}${query}`, object, {
      'content-type': 'application/apply-patch+yaml',
    });
  }

  /** @param body sent as it is when it is text or bytes, as JSON otherwise */
  async send(method: string, path: string, body?: unknown, headers: Headers = {}): Promise<Answer> {
    const response = await this.#open(method, path, body, headers);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const json = (): never => JSON.parse(text) as never;
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text,
      get object() {
        return json();
      },
      get list() {
        return json();
      },
      get failure() {
        return json();
      },
    };
  }

  async watch(path: string, headers: Headers = {}): Promise<Watch> {
    const response = await this.#open('GET', path, undefined, headers);
    const lines = createInterface({ input: response })[Symbol.asyncIterator]();
    const next = async (): Promise<WatchEvent | undefined> => {
      const { value, done } = await lines.next();
      return done ? undefined : JSON.parse(value);
    };
    return {
      next,
      take: async (count) => {
        const events = [];
        while (events.length < count) {
          const event = await next();
          if (event === undefined)
            throw new Error(`The watch ended after ${events.join(', ') || 'nothing'}.`);
          events.push(`${event.type} ${event.object.metadata.name}`);
        }
        return events;
      },
      close: () => response.destroy(),
    };
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(method: string, path: string, body: unknown, headers: Headers): Promise<IncomingMessage> {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const sent = body === undefined || isRaw ? body : JSON.stringify(body);
    const length = sent === undefined ? 0 : Buffer.byteLength(sent);
    const type: Headers =
      sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(length) };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.url}${path}`,
        { method, agent: this.#agent, headers: { ...this.#headers, ...type, ...headers } },
        resolve,
      );
      outgoing.on('error', reject);
      outgoing.end(sent);
    });
  }
}
