import type { ObjectReport, Output, Progress } from './progress.ts';

/**
 * One JSON object per line on stdout, for scripts. An `object` line tells of a change of state alone. Notices,
 * which no script waits for, go to stderr as sentences.
 */
export function jsonProgress({ out, err }: Output): Progress {
  const states = new Map<string, string>();
  const line = (event: string, fields: object) => out(`${JSON.stringify({ event, ...fields })}\n`);
  return {
    starting: () => undefined,
    ready: (report) => line('ready', report),
    object(report) {
      const key = identity(report);
      if (states.get(key) === report.state) return;
      states.set(key, report.state);
      line('object', report);
    },
    settled: (report) => line('settled', report),
    notice: (sentence) => err(`${sentence}\n`),
    stopping: () => undefined,
    error: (message) => line('error', { message }),
    close: () => states.clear(),
  };
}

function identity({ apiVersion, kind, namespace, name }: ObjectReport): string {
  return `${apiVersion} ${kind} ${namespace} ${name}`;
}
