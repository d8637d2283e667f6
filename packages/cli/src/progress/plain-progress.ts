import { nextSteps } from './next-steps.ts';
import { explanation, objectName, seconds, settledLine } from './object-line.ts';
import type { Output, Progress, ReadyReport } from './progress.ts';

/** One line for each change, for logs and pipes. Errors and notices go to stderr. */
export function plainProgress({ out, err }: Output): Progress {
  const states = new Map<string, string>();
  let readyReport: ReadyReport | undefined;
  return {
    starting: () => out('Starting the API server, the control plane and the operator\n'),
    ready(report) {
      readyReport = report;
      out(`Ready after ${seconds(report.elapsedMs)}\n`);
    },
    object(report) {
      const name = objectName(report);
      if (states.get(name) === report.state) return;
      states.set(name, report.state);
      const why = report.state === 'failed' ? `: ${explanation(report)}` : '';
      out(`${report.state.padEnd('programmed'.length)}  ${name}${why}\n`);
    },
    settled(report) {
      const line = settledLine(report);
      if (line !== undefined) out(`${line}\n`);
      if (readyReport !== undefined) out(nextSteps(readyReport));
    },
    notice: (sentence) => err(`${sentence}\n`),
    stopping: () => out('Stopping\n'),
    error: (sentence) => err(`sluice: ${sentence}\n`),
    close: () => states.clear(),
  };
}
