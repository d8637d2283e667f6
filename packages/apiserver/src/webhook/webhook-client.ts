import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { isIP } from 'node:net';
import { WebhookCounts } from '../metrics/webhook-counts.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { WebhookClientConfig } from './webhook-client-config.ts';
import { type WebhookEndpoint, webhookEndpoint } from './webhook-endpoint.ts';

/** Answers beyond this length are not read: a webhook must not exhaust the server's memory. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** How much of an answer that is none is quoted in the error. */
const MAX_QUOTED_CHARS = 256;
/** How many connections to one webhook are kept open between its calls. */
const MAX_IDLE_CONNECTIONS = 8;

/** A webhook can't be reached, or doesn't answer as one. The message has the URL and the reason. */
export class WebhookCallError extends Error {
  override name = 'WebhookCallError';
  /** The HTTP status of an answer that says no; undefined when there was none, or one that can't be read. */
  readonly status: number | undefined;

  constructor(message: string, { status, ...options }: ErrorOptions & { status?: number } = {}) {
    super(message, options);
    this.status = status;
  }
}

/** Calls webhooks: JSON over HTTPS, on connections that are kept. */
export class WebhookClient {
  /** Of those who call webhooks by this client. */
  readonly counts = new WebhookCounts();
  readonly #store: ObjectStore;
  /** By trust and name: a connection is only used again for who trusts the same certificates. */
  readonly #agents = new Map<string, Agent>();

  /** @param store where the Services are that webhooks name */
  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /**
   * Posts a review and returns the answer, parsed.
   *
   * @param body JSON
   * @throws WebhookCallError, UnreachableServiceError
   */
  async post(config: WebhookClientConfig, body: string, timeoutMs: number): Promise<unknown> {
    const endpoint = webhookEndpoint(config, this.#store);
    const { url } = endpoint;
    url.searchParams.set('timeout', `${timeoutMs / 1000}s`);
    const signal = AbortSignal.timeout(timeoutMs);
    const { status, text } = await this.#exchange(endpoint, config.caBundle ?? '', body, signal);
    if (status < 200 || status > 299) {
      throw new WebhookCallError(`the webhook at ${url} answered ${status}: ${quoted(text)}`, { status });
    }
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new WebhookCallError(`the webhook at ${url} answered no JSON: ${quoted(text)}`, { cause });
    }
  }

  /** Closes the connections. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  async #exchange(
    endpoint: WebhookEndpoint,
    caBundle: string,
    body: string,
    signal: AbortSignal,
  ): Promise<{ status: number; text: string }> {
    const agent = this.#agent(endpoint, caBundle);
    try {
      try {
        return await exchange(endpoint, agent, body, signal);
      } catch (error) {
        // The server may close a kept connection in the very moment in which it is used again.
        if (error instanceof StaleConnectionError) return await exchange(endpoint, agent, body, signal);
        throw error;
      }
    } catch (cause) {
      const why = signal.aborted ? 'context deadline exceeded' : reasonOf(cause);
      throw new WebhookCallError(`Post "${endpoint.url}": ${why}`, { cause });
    }
  }

  #agent({ serverName }: WebhookEndpoint, caBundle: string): Agent {
    const key = `${serverName} ${caBundle}`;
    let agent = this.#agents.get(key);
    if (agent === undefined) {
      const ca = caBundle === '' ? {} : { ca: Buffer.from(caBundle, 'base64') };
      // An address has no place in SNI; the certificate is checked against it all the same.
      const servername = isIP(serverName) === 0 ? { servername: serverName } : {};
      agent = new Agent({ keepAlive: true, maxFreeSockets: MAX_IDLE_CONNECTIONS, ...ca, ...servername });
      this.#agents.set(key, agent);
    }
    return agent;
  }
}

class StaleConnectionError extends Error {
  override name = 'StaleConnectionError';
}

function exchange(
  { url }: WebhookEndpoint,
  agent: Agent,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const outgoing = request(url, { method: 'POST', agent, headers, signal }, (response) => {
    readText(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
  });
  outgoing.on('error', (cause) => {
    const isStale = outgoing.reusedSocket && 'code' in cause && cause.code === 'ECONNRESET';
    reject(isStale ? new StaleConnectionError('the kept connection was closed', { cause }) : cause);
  });
  outgoing.end(body);
  return promise;
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Node reports a host with several addresses as one error with others inside, and no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, MAX_QUOTED_CHARS));
}
