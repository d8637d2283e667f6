const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that is aborted when this process is asked to end, or when whoever read its output is gone, which by
 * custom means the same. Being asked again, as by a launcher that passes on
 * what the terminal has sent to both, changes nothing.
 */
export function shutdownSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of signals) {
    process.on(name, () => controller.abort(new Error(`received ${name}`)));
  }
  process.stdout.once('error', (error) => controller.abort(error));
  return controller.signal;
}
