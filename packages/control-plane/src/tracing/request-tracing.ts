import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GroupObserver } from '../storage/group-observer.ts';
import { traceParent } from './trace-parent.ts';

/** What is asked for every few seconds, and tells nobody anything. */
const UNTRACED = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Makes a span of each request, which goes on with the caller's trace, and one of each transaction. Attributes hold
 * methods, routes and results: paths have ids, bodies and messages of errors have content.
 */
export class RequestTracing implements GroupObserver<Span | undefined> {
  readonly #tracer: Tracer;
  readonly #spans = new WeakMap<FastifyRequest, Span>();
  readonly #current = new AsyncLocalStorage<Span>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** Traces all requests of the app. To be called before its routes are added. */
  addTo(app: FastifyInstance): void {
    app.addHook('onRequest', (request, _reply, done) => {
      this.#begin(request);
      done();
    });
    // The way of a body through the parser loses what was current before it.
    app.addHook('preHandler', (request, _reply, done) => {
      const span = this.#spans.get(request);
      if (span === undefined) {
        done();
      } else {
        this.#current.run(span, done);
      }
    });
    app.addHook('onResponse', (request, reply, done) => {
      this.#end(request, reply.statusCode);
      done();
    });
  }

  origin(): Span | undefined {
    return this.#current.getStore();
  }

  /** A transaction belongs to the request whose write came first, and links to those of all others. */
  async around(origins: readonly (Span | undefined)[], commit: () => Promise<void>): Promise<void> {
    const [first, ...others] = origins.filter((span) => span !== undefined);
    const links = others.map((span) => ({ context: span.spanContext() }));
    const attributes = { 'sluice.operations': origins.length };
    const parent = first === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, first);
    const options = { kind: SpanKind.CLIENT, attributes, links };
    const span = this.#tracer.startSpan('database transaction', options, parent);
    try {
      await commit();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
      throw error;
    } finally {
      span.end();
    }
  }

  #begin(request: FastifyRequest): void {
    const { method, routeOptions, headers } = request;
    const route = routeOptions.url?.replace(/:(\w+)/g, '{$1}');
    if (route !== undefined && UNTRACED.has(route)) {
      return;
    }
    const attributes = {
      'http.request.method': method,
      ...(route === undefined ? {} : { 'http.route': route }),
    };
    const caller = traceParent(headers['traceparent']);
    const parent = caller === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller);
    const name = route === undefined ? method : `${method} ${route}`;
    this.#spans.set(request, this.#tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent));
  }

  #end(request: FastifyRequest, status: number): void {
    const span = this.#spans.get(request);
    span?.setAttribute('http.response.status_code', status);
    if (status >= 500) {
      span?.setStatus({ code: SpanStatusCode.ERROR });
    }
    span?.end();
  }
}
