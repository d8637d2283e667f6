/**
 * Whether OpenTelemetry's environment variables ask for traces: by an endpoint for them, or by naming the exporter; and
 * don't forbid them.
 */
export function isTracingConfigured(environment: NodeJS.ProcessEnv): boolean {
  const exporter = environment['OTEL_TRACES_EXPORTER'] ?? '';
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  if (exporter !== '') return exporter.split(',').includes('otlp');
  return [environment['OTEL_EXPORTER_OTLP_ENDPOINT'], environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']].some(
    (endpoint) => endpoint !== undefined && endpoint !== '',
  );
}
