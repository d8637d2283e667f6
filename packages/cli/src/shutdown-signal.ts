const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A signal that is aborted when this process is asked to end. Being asked again, as by a launcher that passes on
 * what the terminal has sent to both, changes nothing.
 */
export function shutdownSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of signals) {
    process.on(name, () => controller.abort(new Error(`received ${name}`)));
  }
  return controller.signal;
}
