import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Clock } from '../clock/clock.ts';
import { type Authorization, createAuthorization } from './authorization.ts';
import type { CallReport } from './call-report.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { KubernetesUnreachableError } from './kubernetes-unreachable-error.ts';
import { readRefusal } from './read-refusal.ts';
import { requestText, SendForbiddenError } from './request-text.ts';
import { createTransport, type Transport } from './transport.ts';

/** One request, already as HTTP has it. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without the query. */
  readonly path: string;
  readonly query?: string | undefined;
  readonly body?: string | undefined;
  readonly contentType?: string | undefined;
  readonly accept?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpConnectionOptions {
  readonly userAgent: string;
  readonly timeoutMs: number;
  readonly onCall: (report: CallReport) => void;
  readonly beforeWrite: (() => void) | undefined;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Sends requests to one API server and turns everything that isn't a 2xx answer into an error: the one place
 * where errors of the wire are made.
 */
export class HttpConnection {
  readonly server: string;
  readonly #options: HttpConnectionOptions;
  readonly #transport: Transport;
  readonly #authorization: Authorization;
  readonly #origin: string;
  readonly #host: string;
  /** A server can live below a path (`https://proxy/k8s/clusters/c-1`). */
  readonly #basePath: string;

  constructor(config: ClusterConfig, options: HttpConnectionOptions) {
    const url = new URL(config.server);
    this.#options = options;
    this.#origin = url.origin;
    this.#host = url.host;
    this.#basePath = url.pathname.replace(/\/$/, '');
    this.server = this.#origin + this.#basePath;
    this.#transport = createTransport(config, options.timeoutMs, options.env);
    this.#authorization = createAuthorization(config.credentials, options.clock);
  }

  /** The text of the answer. */
  async text(call: HttpCall): Promise<string> {
    const startedAtMs = this.#options.clock.now();
    const { statusCode, headers, text } = await this.#attempt(call, startedAtMs, async () =>
      requestText(
        this.#transport.calls,
        await this.#requestOf(call, this.#options.timeoutMs),
        call.signal,
        call.method === 'GET' ? undefined : this.#options.beforeWrite,
      ),
    );
    this.#report(call, String(statusCode), startedAtMs);
    if (statusCode >= 300) throw this.#refusal(call, statusCode, headers, text);
    return text;
  }

  /** The answer's body as it comes. `idleTimeoutMs` bounds the silence between two chunks of it. */
  async stream(call: HttpCall, idleTimeoutMs: number): Promise<AsyncIterable<Uint8Array>> {
    const startedAtMs = this.#options.clock.now();
    const { statusCode, headers, body } = await this.#attempt(call, startedAtMs, async () =>
      this.#transport.watches.request({
        ...(await this.#requestOf(call, idleTimeoutMs)),
        signal: call.signal ?? null,
      }),
    );
    const refusal = statusCode < 300 ? undefined : await this.#attempt(call, startedAtMs, () => body.text());
    this.#report(call, String(statusCode), startedAtMs);
    if (refusal !== undefined) throw this.#refusal(call, statusCode, headers, refusal);
    return body;
  }

  /** The error for a failure that isn't an answer; the caller's own where it was the caller who ended the call. */
  failure(call: HttpCall, cause: unknown): unknown {
    if (call.signal?.aborted === true) return call.signal.reason;
    if (cause instanceof SendForbiddenError) return cause.cause;
    return new KubernetesUnreachableError(`${call.method} ${call.path}`, this.server, cause);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  /** Runs a part of a call that ends the call where it fails. */
  async #attempt<T>(call: HttpCall, startedAtMs: number, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      this.#report(call, '<error>', startedAtMs);
      throw this.failure(call, error);
    }
  }

  async #requestOf(call: HttpCall, bodyTimeoutMs: number): Promise<Dispatcher.DispatchOptions> {
    const authorization = this.#authorization.header();
    return {
      origin: this.#origin,
      path: this.#basePath + call.path + (call.query === undefined ? '' : `?${call.query}`),
      method: call.method,
      headers: this.#headers(call, authorization instanceof Promise ? await authorization : authorization),
      body: call.body ?? null,
      headersTimeout: this.#options.timeoutMs,
      bodyTimeout: bodyTimeoutMs,
    };
  }

  #headers(call: HttpCall, authorization: string | undefined): Record<string, string> {
    const headers: Record<string, string> = {
      accept: call.accept ?? 'application/json',
      'user-agent': this.#options.userAgent,
    };
    if (authorization !== undefined) headers['authorization'] = authorization;
    if (call.body !== undefined) headers['content-type'] = call.contentType ?? 'application/json';
    return headers;
  }

  #refusal(call: HttpCall, status: number, headers: IncomingHttpHeaders, body: string) {
    if (status === 401) this.#authorization.refused();
    return readRefusal(`${call.method} ${call.path}`, status, headers, body);
  }

  #report(call: HttpCall, code: string, startedAtMs: number): void {
    const durationMs = this.#options.clock.now() - startedAtMs;
    this.#options.onCall({ method: call.method, host: this.#host, code, durationMs });
  }
}
