import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import type { AuditLog } from '../audit/audit-log.ts';
import { AuditRecord } from '../audit/audit-record.ts';
import type { AccessControl, Caller } from '../authorization/access-control.ts';
import { reasonOf } from '../authorization/authorizer.ts';
import { forbiddenRequest } from '../authorization/forbidden-request.ts';
import type { RequestCounter } from '../metrics/request-counter.ts';
import { ApiError, internalError } from '../status/api-error.ts';
import type { ApiRequest } from './api-request.ts';
import { type ApiResponse, jsonResponse } from './api-response.ts';
import { AddressUnusableError, PortInUseError } from './listen-error.ts';
import { readBody } from './read-body.ts';
import type { Route, Router } from './router.ts';
import { writeResponse } from './write-response.ts';

/** How long an idle connection is kept; longer than clients keep theirs, so that they are the ones to close it. */
const KEEP_ALIVE_MS = 120_000;
/** A client that sends its headers more slowly than that only wants to hold the connection. */
const HEADERS_TIMEOUT_MS = 20_000;
/** How long requests in progress may take once the server stops. */
const CLOSE_GRACE_MS = 500;

/** Certificates as PEM texts. */
export interface TlsOptions {
  cert: string;
  key: string;
  /** Signs the certificates of clients. Without it clients have tokens only. */
  clientCa?: string;
}

/** What the HTTP server hands its requests to. */
export interface ServerParts {
  access: AccessControl;
  router: Router;
  requests: RequestCounter;
  /** Where it is written down who did what, if anywhere. */
  audit: AuditLog | undefined;
  logger: Logger | undefined;
}

/** HTTPS in front of the router: who is it, what do they want, and did it work. */
export class HttpServer {
  readonly #server: Server;
  readonly #parts: ServerParts;
  /** Watches go on for ever: they are ended from here when the server stops. */
  readonly #streams = new Set<ServerResponse>();

  constructor(tls: TlsOptions, parts: ServerParts) {
    this.#parts = parts;
    this.#server = createServer(
      {
        cert: tls.cert,
        key: tls.key,
        ca: tls.clientCa,
        requestCert: tls.clientCa !== undefined,
        // Who comes without a certificate may still have a token.
        rejectUnauthorized: false,
        minVersion: 'TLSv1.2',
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: HEADERS_TIMEOUT_MS,
        noDelay: true,
      },
      (request, response) => void this.#serve(request, response),
    );
  }

  /**
   * @returns the port, which the system chooses when `port` is 0
   * @throws PortInUseError, AddressUnusableError
   */
  async listen(port: number, host: string): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(port, host, resolve);
    try {
      await promise;
    } catch (cause) {
      if (hasCode(cause, 'EADDRINUSE')) throw new PortInUseError(port, host, { cause });
      throw new AddressUnusableError(port, host, { cause });
    } finally {
      this.#server.off('error', reject);
    }
    this.#server.on('error', (error) => this.#parts.logger?.error({ err: error }, 'HTTP server failed'));
    const address = this.#server.address() as AddressInfo;
    return address.port;
  }

  /** Stops: no new connections, watches end, requests in progress get half a second. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const response of this.#streams) response.end();
    this.#server.closeIdleConnections();
    const force = setTimeout(() => this.#server.closeAllConnections(), CLOSE_GRACE_MS);
    await closed;
    clearTimeout(force);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    let route: Route | undefined;
    let refusal: ApiError | undefined;
    const record = this.#record(incoming, response);
    try {
      const { access, router } = this.#parts;
      const { headers, rawHeaders } = incoming;
      const caller = await access.identify({ socket: incoming.socket as TLSSocket, headers, rawHeaders });
      record?.identified(caller);
      route = router.route(describe(incoming, caller));
      record?.routed(route);
      if (!route.isPublic) this.#admit(caller, route, record);
      const answer = await route.handle();
      record?.answered(answer);
      await this.#answer(incoming, response, answer);
    } catch (error) {
      refusal = error instanceof ApiError ? error : internalError(error);
      await this.#refuse(incoming, response, refusal);
    }
    this.#count(incoming, response, route);
    record?.completed(response.statusCode, refusal);
  }

  #record(incoming: IncomingMessage, response: ServerResponse): AuditRecord | undefined {
    const { audit } = this.#parts;
    if (audit === undefined) return undefined;
    const { method = '', url: uri = '', headers, socket } = incoming;
    const received = {
      method,
      uri,
      sourceIp: socket.remoteAddress ?? '',
      userAgent: headers['user-agent'],
    };
    const record = new AuditRecord(received, (line) => audit.write(line));
    response.setHeader('Audit-ID', record.id);
    return record;
  }

  /** @throws ApiError 401 or 403 */
  #admit(caller: Caller, { attributes }: Route, record: AuditRecord | undefined): void {
    const decision = this.#parts.access.decide(caller, attributes);
    record?.decided(decision);
    if (!decision.allowed) throw forbiddenRequest(caller.user, attributes, reasonOf(decision));
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse, answer: ApiResponse): Promise<void> {
    if (typeof answer.body !== 'function') return writeResponse(incoming, response, answer);
    this.#streams.add(response);
    try {
      await writeResponse(incoming, response, answer);
    } finally {
      this.#streams.delete(response);
    }
  }

  async #refuse(incoming: IncomingMessage, response: ServerResponse, refusal: ApiError): Promise<void> {
    if (response.headersSent || response.destroyed) {
      // Too late for an answer: the client sees that it is cut off.
      response.destroy();
      return;
    }
    if (refusal.status.code >= 500)
      this.#parts.logger?.error({ err: refusal.cause ?? refusal, url: incoming.url }, 'request failed');
    await writeResponse(incoming, response, refusalResponse(refusal));
  }

  #count(incoming: IncomingMessage, response: ServerResponse, route: Route | undefined): void {
    const {
      verb = incoming.method ?? '',
      group = '',
      version = '',
      resource = '',
      subresource = '',
    } = route ?? {};
    const code = String(response.statusCode);
    this.#parts.requests.count({ verb, group, version, resource, subresource, code });
  }
}

function describe(incoming: IncomingMessage, { user }: Caller): ApiRequest {
  const { url = '/', method = 'GET', headers } = incoming;
  const mark = url.indexOf('?');
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers,
    user,
    readBody: () => readBody(incoming, headers['content-length']),
  };
}

function refusalResponse({ status }: ApiError): ApiResponse {
  const seconds = status.details?.retryAfterSeconds;
  const response = jsonResponse(status, status.code);
  return seconds === undefined ? response : { ...response, headers: { 'Retry-After': String(seconds) } };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
