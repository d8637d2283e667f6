import { setTimeout as delay } from 'node:timers/promises';
import { DiagLogLevel, diag, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';

/** Traces that are sent to a collector. */
export interface RunningTracing {
  readonly tracer: Tracer;
  /** Sends what is left, within seconds, and stops. */
  close(): Promise<void>;
}

/** What sending the last spans may take; a collector out of reach keeps nobody from stopping. */
const closeMs = 1_000;

/**
 * Starts sending traces over OTLP/HTTP. Where to, with which headers and how long to wait, the exporter takes from
 * OpenTelemetry's own environment variables; the name of the service and more of it comes from `OTEL_SERVICE_NAME` and
 * `OTEL_RESOURCE_ATTRIBUTES`. To be imported only where traces are asked for: it costs memory and time to load.
 */
export function startTracing(
  serviceName: string,
  environment: NodeJS.ProcessEnv,
  logger: Logger,
): RunningTracing {
  tellTroubles(logger);
  const named = resourceFromAttributes({ 'service.name': serviceName });
  const provider = new TracerProvider({
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(environment),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  return {
    tracer: provider.getTracer(serviceName),
    async close() {
      const late = new AbortController();
      const waited = delay(closeMs, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([provider.shutdown(), waited]);
      late.abort();
    },
  };
}

/** The sampler of `OTEL_TRACES_SAMPLER`; as the caller had it, and every other trace, where it names none that is known. */
function samplerOf({
  OTEL_TRACES_SAMPLER: name,
  OTEL_TRACES_SAMPLER_ARG: ratio,
}: NodeJS.ProcessEnv): Sampler {
  const share = new TraceIdRatioBasedSampler(ratio === undefined ? 1 : Number(ratio));
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'traceidratio':
      return share;
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: share });
    default:
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
  }
}

/** A collector that doesn't take what it is sent is told of in the program's log. */
function tellTroubles(logger: Logger): void {
  const tell =
    (level: 'debug' | 'warn' | 'error') =>
    (message: string, ...details: unknown[]) =>
      logger[level]({ openTelemetry: message, details }, 'tracing');
  const [debug, warn, error] = [tell('debug'), tell('warn'), tell('error')];
  diag.setLogger(
    { verbose: debug, debug, info: debug, warn, error },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
