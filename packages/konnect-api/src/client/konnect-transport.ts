import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { apiErrorFromAnswer } from '../errors/api-error-from-answer.ts';
import { KonnectUnreachableError } from '../errors/konnect-unreachable-error.ts';
import { askingBeforeWrites, WriteForbiddenError } from './asking-before-writes.ts';
import { exchange } from './exchange.ts';
import { createKonnectDispatcher } from './konnect-dispatcher.ts';
import { routeTemplate } from './route-template.ts';

/** The methods that the API knows. */
export type KonnectMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call as it ended; `status` is `network` where no answer came or none that could be understood. */
export interface KonnectCall {
  method: KonnectMethod;
  /** The route with placeholders, e.g. `/v2/control-planes/{controlPlaneId}/core-entities/upstreams/{id}`. */
  route: string;
  status: number | 'network';
  durationMs: number;
}

/** See `KonnectClientOptions`. */
export type AroundCall = <T>(
  call: Pick<KonnectCall, 'method' | 'route'>,
  send: (headers: Readonly<Record<string, string>>) => Promise<T>,
) => Promise<T>;

/** How to reach a server, and as whom. */
export interface KonnectClientOptions {
  /** `https://host[:port]`, without a path. */
  serverUrl: string;
  /** The bearer token, or a function that is asked before each call, for tokens that change. */
  token: string | (() => string);
  /** PEM certificates that are trusted beside those that Node trusts already. */
  ca?: string;
  /**
   * The URL of the proxy to go through, or null for none. That of `HTTPS_PROXY`, unless `NO_PROXY` names the host, where it
   * is absent.
   */
  proxyUrl?: string | null;
  /** How long one call may take from the first byte to the last, waiting for a connection included. Default 10,000. */
  timeoutMs?: number;
  /** How many connections are kept to the server. Default 32. */
  maxConnections?: number;
  /** Sent as `User-Agent`. */
  userAgent?: string;
  /** Told of every call that ended, whichever way: for metrics. It must not throw. */
  onCall?: (call: KonnectCall) => void;
  /**
   * Called right before a connection takes up a call that isn't a GET, also where that had to wait for it. What it throws
   * ends the call, of which nothing was sent.
   */
  beforeWrite?: () => void;
  /**
   * Is around every call, for traces: it has to make the call, once, with headers of its own where it has some, and to
   * pass on what comes of it.
   */
  aroundCall?: AroundCall;
  /** Takes the place of the client's own connections (and of `ca` and `maxConnections`); `close` leaves it open. */
  dispatcher?: Dispatcher;
}

/** One request of the API. */
export interface KonnectRequest {
  method: KonnectMethod;
  /** The path without a query. */
  path: string;
  query?: URLSearchParams | undefined;
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** Sends requests and understands answers; knows nothing of what they are about. */
export interface KonnectTransport {
  /**
   * Answers the parsed JSON, or undefined for an answer without content.
   *
   * @throws {KonnectApiError} the API refused.
   * @throws {KonnectUnreachableError} there was no answer that could be understood.
   * @throws the signal's reason, once the caller's own signal has aborted.
   */
  send(request: KonnectRequest): Promise<unknown>;
  /**
   * Asks for an answer that goes on for as long as the server likes. `timeoutMs` is for its beginning; after that it
   * breaks when nothing comes for a while, and when `signal` is aborted.
   *
   * @throws as `send` does.
   */
  open(request: KonnectRequest & { headers: Record<string, string> }): Promise<AsyncIterable<Uint8Array>>;
  /** Breaks off streams, lets running calls end and closes the connections. */
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_CONNECTIONS = 32;
/** A stream has a connection of its own. One is enough for all there is to follow; one before it may still be ending. */
const MAX_STREAMS = 4;

/** A stream of the API that says nothing for so long is broken: it sends a sign of life every 15 seconds. */
const STREAM_SILENCE_MS = 45_000;

/** Makes a transport. Nothing is connected before the first call. */
export function createKonnectTransport(options: KonnectClientOptions): KonnectTransport {
  const { token, timeoutMs = DEFAULT_TIMEOUT_MS, onCall, beforeWrite } = options;
  const origin = new URL(options.serverUrl).origin;
  const userAgent = options.userAgent ?? 'sluice';
  let own: Promise<Dispatcher> | undefined;
  let calls: Promise<Dispatcher> | undefined;
  let ownForStreams: Promise<Dispatcher> | undefined;
  let closing: Promise<void> | undefined;

  /** Streams have connections of their own, so that however many are open, calls wait for none of them. */
  function streamDispatcher(): Promise<Dispatcher> {
    ownForStreams ??= options.dispatcher
      ? Promise.resolve(options.dispatcher)
      : createKonnectDispatcher({
          ca: options.ca,
          proxyUrl: options.proxyUrl,
          maxConnections: MAX_STREAMS,
          connectTimeoutMs: timeoutMs,
          isForStreams: true,
        });
    return ownForStreams;
  }

  function dispatcher(): Promise<Dispatcher> {
    own ??= options.dispatcher
      ? Promise.resolve(options.dispatcher)
      : createKonnectDispatcher({
          ca: options.ca,
          proxyUrl: options.proxyUrl,
          maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
          connectTimeoutMs: timeoutMs,
        });
    calls ??= own.then((connections) =>
      beforeWrite === undefined ? connections : connections.compose(askingBeforeWrites(beforeWrite)),
    );
    return calls;
  }

  function headersOf(request: KonnectRequest): Record<string, string> {
    const headers: Record<string, string> = {
      accept: 'application/json, application/problem+json',
      authorization: `Bearer ${typeof token === 'function' ? token() : token}`,
      'user-agent': userAgent,
    };
    if (request.body !== undefined) {
      headers['content-type'] = 'application/json';
    }
    return headers;
  }

  function optionsOf(
    request: KonnectRequest,
    headers: Readonly<Record<string, string>> | undefined,
  ): Dispatcher.DispatchOptions {
    return {
      origin,
      path: request.query?.size ? `${request.path}?${request.query}` : request.path,
      method: request.method,
      headers: headers === undefined ? headersOf(request) : { ...headersOf(request), ...headers },
      body: request.body === undefined ? null : JSON.stringify(request.body),
    };
  }

  function send(request: KonnectRequest): Promise<unknown> {
    const { aroundCall } = options;
    if (aroundCall === undefined) {
      return sendWith(request);
    }
    const { method, path } = request;
    return aroundCall({ method, route: routeTemplate(path) }, (headers) => sendWith(request, headers));
  }

  async function sendWith(
    request: KonnectRequest,
    headers?: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    request.signal?.throwIfAborted();
    const report = reporter(request);
    let status: number | 'network' = 'network';
    try {
      const bounds = { timeoutMs, signal: request.signal };
      const answer = await exchange(await dispatcher(), optionsOf(request, headers), bounds);
      const body = parseJson(answer.text);
      if (answer.status >= 200 && answer.status < 300) {
        if (body === NOT_JSON) {
          throw new KonnectUnreachableError(
            `${origin} answered ${answer.status} with something that is not JSON`,
          );
        }
        status = answer.status;
        return body;
      }
      status = answer.status;
      throw refusal(answer.status, answer.headers, body);
    } catch (error) {
      throw status === 'network' ? unreachable(error, request.signal) : error;
    } finally {
      report(status);
    }
  }

  async function open({
    headers,
    ...request
  }: KonnectRequest & { headers: Record<string, string> }): Promise<AsyncIterable<Uint8Array>> {
    request.signal?.throwIfAborted();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    const signals = [deadline.signal, ...(request.signal ? [request.signal] : [])];
    const report = reporter(request);
    let status: number | 'network' = 'network';
    try {
      const answer = await (await streamDispatcher()).request({
        ...optionsOf(request, headers),
        signal: AbortSignal.any(signals),
        headersTimeout: 0,
        bodyTimeout: STREAM_SILENCE_MS,
      });
      if (answer.statusCode === 200) {
        status = 200;
        return readStream(answer.body, request.signal);
      }
      const body = parseJson(await answer.body.text());
      status = answer.statusCode;
      throw refusal(status, answer.headers, body);
    } catch (error) {
      throw status === 'network' ? unreachable(error, request.signal) : error;
    } finally {
      clearTimeout(timer);
      report(status);
    }
  }

  /** Hands on what comes; a stream that breaks is a server out of reach. */
  async function* readStream(body: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined) {
    try {
      yield* body;
    } catch (error) {
      throw unreachable(error, signal);
    }
  }

  /** Tells `onCall` how the request ended, which begins now. */
  function reporter({ method, path }: KonnectRequest): (status: number | 'network') => void {
    const startedAt = performance.now();
    return (status) =>
      onCall?.({ method, route: routeTemplate(path), status, durationMs: performance.now() - startedAt });
  }

  function unreachable(error: unknown, callerSignal: AbortSignal | undefined): unknown {
    if (callerSignal?.aborted) {
      return callerSignal.reason;
    }
    if (error instanceof WriteForbiddenError) {
      return error.cause;
    }
    if (error instanceof KonnectUnreachableError) {
      return error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    return new KonnectUnreachableError(`${origin} could not be reached: ${reason}`, { cause: error });
  }

  async function closeOwn(): Promise<void> {
    if (options.dispatcher !== undefined) {
      return;
    }
    await (await ownForStreams)?.destroy();
    await (await own)?.close();
  }

  return {
    send,
    open,
    close: () => (closing ??= closeOwn()),
  };
}

const NOT_JSON = Symbol('not JSON');

function parseJson(text: string): unknown {
  if (text === '') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return NOT_JSON;
    }
    throw error;
  }
}

function refusal(status: number, headers: IncomingHttpHeaders, body: unknown): Error {
  const [retryAfter] = [headers['retry-after']].flat();
  return apiErrorFromAnswer({
    status,
    retryAfter,
    date: headers.date,
    body: body === NOT_JSON ? undefined : body,
  });
}
