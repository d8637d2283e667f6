import type { ObjectReport, SettledReport } from './progress.ts';

/** `KongTarget default/target-a`, as messages name objects. */
export function objectName({ kind, namespace, name }: ObjectReport): string {
  return `${kind} ${objectPath(namespace, name)}`;
}

/** `default/target-a`, or the name alone for what lives in no namespace. */
export function objectPath(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** What an object waits for or failed of; undefined when there is nothing to explain. */
export function explanation({ state, reason, message }: ObjectReport): string | undefined {
  if (state === 'programmed') return undefined;
  return reason === 'Pending' ? message : `${reason}: ${message}`;
}

/** How all of it ended, in a line; undefined when there were no manifests. */
export function settledLine({ programmed, failed, elapsedMs }: SettledReport): string | undefined {
  if (programmed + failed === 0) return undefined;
  const counted =
    failed === 0 ? `All ${programmed} programmed` : `${programmed} programmed, ${failed} failed`;
  return `${counted} after ${seconds(elapsedMs)}.`;
}

/** `1.8 s` */
export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
