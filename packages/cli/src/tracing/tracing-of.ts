import type { Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { isTracingConfigured } from './is-tracing-configured.ts';

/** Traces of one program, where they are asked for. */
export interface ProgramTracing {
  /** What the program makes its spans with; absent where nobody asked for traces. */
  readonly tracer?: Tracer;
  /** Sends what is left, within seconds, and stops. */
  close(): Promise<void>;
}

/**
 * Traces of a program, if OpenTelemetry's environment variables ask for them; what sends them is loaded only then. The
 * service is called `sluice-` and the program's name unless `OTEL_SERVICE_NAME` says otherwise.
 */
export async function tracingOf(
  program: string,
  logger: Logger,
  environment = process.env,
): Promise<ProgramTracing> {
  if (!isTracingConfigured(environment)) return { close: async () => undefined };
  const { startTracing } = await import('./start-tracing.ts');
  return startTracing(`sluice-${program}`, environment, logger);
}
