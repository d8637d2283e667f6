import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { parseWorkKey } from '../wiring/work-key.ts';

/** Wraps what a trace tells of: reconciles, and the calls that they make. Attributes hold names and results, no content. */
export class Tracing {
  readonly #tracer: Tracer;
  readonly #current = new AsyncLocalStorage<Span>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** A pass over the object that the key names. */
  reconcile<T>(key: string, pass: () => Promise<T>): Promise<T> {
    const { kind, at } = parseWorkKey(key);
    const attributes = {
      'k8s.namespace.name': at.namespace,
      'sluice.object.kind': kind,
      'sluice.object.name': at.name,
    };
    return this.#inSpan(`reconcile ${kind}`, SpanKind.INTERNAL, attributes, async (span) => {
      const result = await pass();
      span.setAttribute('sluice.reconcile.result', result === undefined ? 'done' : 'requeued');
      return result;
    });
  }

  /**
   * A call to a server. `call` is given the headers that make the server's part of the trace a part of this one (W3C
   * Trace Context), and answers what came of it.
   */
  call<T>(
    name: string,
    attributes: Attributes,
    call: (headers: Readonly<Record<string, string>>) => Promise<T>,
  ): Promise<T> {
    return this.#inSpan(name, SpanKind.CLIENT, attributes, (span) => call(traceHeaders(span)));
  }

  async #inSpan<T>(
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    inside: (span: Span) => Promise<T>,
  ): Promise<T> {
    const parent = this.#current.getStore();
    const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    const span = this.#tracer.startSpan(name, { kind, attributes }, context);
    try {
      return await this.#current.run(span, () => inside(span));
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttributes(failureAttributes(error));
      throw error;
    } finally {
      span.end();
    }
  }
}

/** What is told of a failure: its class and the status that was answered. Its message may repeat what was sent. */
function failureAttributes(error: unknown): Attributes {
  const type = error instanceof Error ? error.name : typeof error;
  const status = (error as { readonly status?: unknown } | null)?.status;
  const answered = typeof status === 'number' ? { 'http.response.status_code': status } : {};
  return { 'error.type': type, ...answered };
}

/** The header by which a server goes on with the trace (W3C Trace Context, section 3.2). */
function traceHeaders(span: Span): Record<string, string> {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` };
}
