import type { Logger } from 'pino';
import type { AuditLog } from '../audit/audit-log.ts';
import { AuditRecord } from '../audit/audit-record.ts';
import type { AccessControl, Caller } from '../authorization/access-control.ts';
import { reasonOf } from '../authorization/authorizer.ts';
import { isConfidential } from '../authorization/confidential.ts';
import { forbiddenRequest } from '../authorization/forbidden-request.ts';
import type { RequestCounter } from '../metrics/request-counter.ts';
import { ApiError, internalError, urlTooLong } from '../status/api-error.ts';
import type { ApiRequest } from './api-request.ts';
import { type ApiResponse, jsonResponse, type ResponseStream } from './api-response.ts';
import type { Exchange } from './exchange.ts';
import { readBody } from './read-body.ts';
import type { RequestLimits } from './request-limits.ts';
import type { Route, Router } from './router.ts';
import { TlsListener, type TlsOptions } from './tls-listener.ts';
import { writeResponse } from './write-response.ts';

/** The longest URL: selectors can be long. */
const MAX_URL_BYTES = 32 * 1024;

/** What the HTTP server hands its requests to. */
export interface ServerParts {
  access: AccessControl;
  router: Router;
  requests: RequestCounter;
  limits: RequestLimits;
  /** Where it is written down who did what, if anywhere. */
  audit: AuditLog | undefined;
  logger: Logger | undefined;
}

/** HTTPS in front of the router: who is it, what do they want, and did it work. */
export class HttpServer {
  readonly #listener: TlsListener;
  readonly #parts: ServerParts;
  /** Watches go on for ever: they are ended from here when the server stops. */
  readonly #streams = new Set<ResponseStream>();

  constructor(tls: TlsOptions, parts: ServerParts) {
    this.#parts = parts;
    this.#listener = new TlsListener(tls, (exchange) => void this.#serve(exchange));
  }

  /**
   * @returns the port, which the system chooses when `port` is 0
   * @throws PortInUseError, AddressUnusableError
   */
  listen(port: number, host: string): Promise<number> {
    return this.#listener.listen(port, host, this.#parts.logger);
  }

  /** Stops: no new connections, watches end, requests in progress get half a second. */
  async close(): Promise<void> {
    const closed = this.#listener.close();
    for (const stream of this.#streams) stream.end();
    await closed;
  }

  async #serve(exchange: Exchange): Promise<void> {
    let route: Route | undefined;
    let refusal: ApiError | undefined;
    const record = this.#record(exchange);
    try {
      const { access, router } = this.#parts;
      if (exchange.url.length > MAX_URL_BYTES) throw urlTooLong(MAX_URL_BYTES);
      const sender = await access.authenticate(exchange);
      record?.identified(sender);
      const caller = access.impersonate(sender, exchange);
      record?.identified(caller);
      route = router.route(describe(exchange, caller, access));
      record?.routed(route);
      if (!route.isPublic) this.#admit(caller, route, record);
      await this.#handle(exchange, caller, route, record);
    } catch (error) {
      refusal = error instanceof ApiError ? error : internalError(error);
      await this.#refuse(exchange, refusal, route);
    }
    this.#count(exchange, route);
    record?.completed(exchange.status, refusal);
  }

  async #handle(
    exchange: Exchange,
    { user }: Caller,
    route: Route,
    record: AuditRecord | undefined,
  ): Promise<void> {
    const { limits } = this.#parts;
    const counts = route.verb !== 'WATCH' && !route.isPublic;
    if (counts) limits.enter(user.name);
    try {
      const answer = await route.handle();
      record?.answered(answer);
      await this.#answer(exchange, answer);
    } finally {
      if (counts) limits.leave(user.name);
    }
  }

  #record(exchange: Exchange): AuditRecord | undefined {
    const { audit } = this.#parts;
    if (audit === undefined) return undefined;
    const { method, url: uri, headers, socket } = exchange;
    const received = {
      method,
      uri,
      sourceIp: socket.remoteAddress ?? '',
      userAgent: headers['user-agent'],
    };
    const record = new AuditRecord(received, (line) => audit.write(line));
    exchange.setHeader('Audit-ID', record.id);
    return record;
  }

  /** @throws ApiError 401 or 403 */
  #admit(caller: Caller, { attributes }: Route, record: AuditRecord | undefined): void {
    const decision = this.#parts.access.decide(caller, attributes);
    record?.decided(decision);
    if (!decision.allowed) throw forbiddenRequest(caller.user, attributes, reasonOf(decision));
  }

  async #answer(exchange: Exchange, answer: ApiResponse): Promise<void> {
    const { body } = answer;
    if (typeof body !== 'function') return writeResponse(exchange, answer);
    let open: ResponseStream | undefined;
    const remembered = (stream: ResponseStream): void => {
      open = stream;
      this.#streams.add(stream);
      body(stream);
    };
    try {
      await writeResponse(exchange, { ...answer, body: remembered });
    } finally {
      if (open !== undefined) this.#streams.delete(open);
    }
  }

  async #refuse(exchange: Exchange, refusal: ApiError, route: Route | undefined): Promise<void> {
    if (exchange.isOver) {
      // Too late for an answer: the client sees that it is cut off.
      exchange.abort();
      return;
    }
    // 504 is for clients that ask for a revision that is yet to come.
    if (refusal.status.code >= 500 && refusal.status.code !== 504) {
      const error = refusal.cause ?? refusal;
      const err = route !== undefined && isConfidential(route.attributes) ? withoutWords(error) : error;
      this.#parts.logger?.error({ err, url: exchange.url }, 'request failed');
    }
    await writeResponse(exchange, refusalResponse(refusal));
  }

  #count(exchange: Exchange, route: Route | undefined): void {
    const { verb = exchange.method, group = '', version = '', resource = '', subresource = '' } = route ?? {};
    const code = String(exchange.status);
    this.#parts.requests.count({ verb, group, version, resource, subresource, code });
  }
}

function describe(
  { url, method, headers, body }: Exchange,
  { user }: Caller,
  access: AccessControl,
): ApiRequest {
  const mark = url.indexOf('?');
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers,
    user,
    authorize: (attributes) => access.require(user, attributes),
    readBody: () => readBody(body, headers['content-length']),
  };
}

/** Where an error comes from, and nothing of its message, which may quote what was sent or answered. */
function withoutWords(error: unknown): { type: string; stack: string | undefined } {
  if (!(error instanceof Error)) return { type: typeof error, stack: undefined };
  return { type: error.name, stack: error.stack?.match(/^ +at .*$/gm)?.join('\n') };
}

function refusalResponse({ status }: ApiError): ApiResponse {
  const seconds = status.details?.retryAfterSeconds;
  const response = jsonResponse(status, status.code);
  return seconds === undefined ? response : { ...response, headers: { 'Retry-After': String(seconds) } };
}
