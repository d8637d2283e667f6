import { styleText } from 'node:util';
import { nextSteps } from './next-steps.ts';
import { seconds, settledLine } from './object-line.ts';
import type { ObjectReport, Output, Progress, ReadyReport } from './progress.ts';
import { finalBoard, liveBoard, spinner, type TerminalSize } from './terminal-board.ts';

const frameMs = 80;
const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** A terminal: where to write, how large it is now, and whether it has colours. */
export interface Terminal extends Output {
  readonly size: () => TerminalSize;
  readonly colours: boolean;
}

/** One line per object that changes in place, and a sign that turns while something is under way. */
export function terminalProgress({ out, err, size, colours }: Terminal): Progress {
  const reports = new Map<string, ObjectReport>();
  const style: typeof styleText = (format, text) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  let phase: 'idle' | 'starting' | 'settling' | 'stopping' = 'idle';
  let drawnRows = 0;
  let tick = 0;
  let timer: NodeJS.Timeout | undefined;
  let readyReport: ReadyReport | undefined;

  function live(): string[] {
    if (phase === 'starting') {
      return [
        `${style('yellow', spinner(tick))} Starting the API server, the control plane and the operator`,
      ];
    }
    if (phase === 'stopping') return [`${style('yellow', spinner(tick))} Stopping`];
    return phase === 'settling' ? liveBoard([...reports.values()], size(), tick, style) : [];
  }

  /** Replaces what is live by `permanent` lines, and draws what is live now below them. */
  function draw(permanent: readonly string[] = []): void {
    const rewind = drawnRows === 0 ? '' : `\u001b[${drawnRows}A`;
    const lines = live();
    out(`${rewind}\r\u001b[J${[...permanent, ...lines].map((line) => `${line}\n`).join('')}`);
    drawnRows = lines.length;
  }

  function enter(next: typeof phase): void {
    phase = next;
    if (next === 'idle') {
      clearInterval(timer);
      if (timer !== undefined) out(showCursor);
      timer = undefined;
    } else if (timer === undefined) {
      out(hideCursor);
      timer = setInterval(() => {
        tick++;
        draw();
      }, frameMs);
    }
  }

  return {
    starting() {
      enter('starting');
      draw();
    },
    ready(report) {
      readyReport = report;
      enter('settling');
      draw([`${style('green', '✔')} Ready after ${seconds(report.elapsedMs)}`]);
    },
    object(report) {
      // The next frame shows it: drawing at each change of a thousand objects would take longer than they do.
      reports.set(`${report.kind} ${report.namespace} ${report.name}`, report);
    },
    settled(report) {
      enter('idle');
      const line = settledLine(report);
      draw([
        ...finalBoard([...reports.values()], size(), style),
        ...(line === undefined ? [] : [style('bold', line)]),
      ]);
      if (readyReport !== undefined) out(nextSteps(readyReport));
    },
    notice: (sentence) => draw([`${style('yellow', '!')} ${sentence}`]),
    stopping() {
      // What was on its way stays on the screen as it was last seen.
      const last = live();
      enter('stopping');
      draw(['', ...last]);
    },
    error(sentence) {
      enter('idle');
      draw();
      err(`sluice: ${sentence}\n`);
    },
    close() {
      const stopped = phase === 'stopping' ? [`${style('green', '✔')} Stopped`] : [];
      enter('idle');
      draw(stopped);
    },
  };
}
