import type { styleText } from 'node:util';
import { explanation, objectPath } from './object-line.ts';
import type { ObjectReport } from './progress.ts';

/** How large the terminal is. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** The sign of work under way, which turns by a step with each `tick`. */
export function spinner(tick: number): string {
  return frames[tick % frames.length] ?? '';
}

/**
 * The objects as lines for a terminal, while they are on their way. Lines are cut to its width, so that each takes
 * one row. When there are more than fit, those with something to say come first, and a line counts the rest.
 */
export function liveBoard(
  reports: readonly ObjectReport[],
  { columns, rows }: TerminalSize,
  tick: number,
  style: Style,
): string[] {
  const room = Math.max(1, rows - 4);
  const shown = reports.length <= room ? reports : bySignificance(reports).slice(0, room - 1);
  const kindWidth = widest(shown, ({ kind }) => kind);
  const nameWidth = widest(shown, ({ namespace, name }) => objectPath(namespace, name));
  const lines = shown.map((report) => {
    const head = `${report.kind.padEnd(kindWidth)}  ${objectPath(report.namespace, report.name).padEnd(nameWidth)}`;
    const why = explanation(report);
    const text = cut(why === undefined ? head.trimEnd() : `${head}  ${why}`, columns - 4);
    const detail = style('dim', text.slice(head.length));
    return `${sign(report, tick, style)} ${text.slice(0, head.length)}${detail}`;
  });
  const hidden = reports.length - shown.length;
  if (hidden > 0) lines.push(style('dim', `  and ${hidden} more, ${countsOf(reports)}`));
  return lines;
}

/** The same when all is over: nothing is cut, and a failure has its reason on a line of its own. */
export function finalBoard(reports: readonly ObjectReport[], { rows }: TerminalSize, style: Style): string[] {
  const all = reports.length <= Math.max(rows - 4, 20);
  const shown = all ? reports : reports.filter(({ state }) => state !== 'programmed');
  const kindWidth = widest(shown, ({ kind }) => kind);
  return shown.flatMap((report) => {
    const line = `${sign(report, 0, style)} ${report.kind.padEnd(kindWidth)}  ${objectPath(report.namespace, report.name)}`;
    const why = explanation(report);
    return why === undefined ? [line] : [line, `    ${style('red', why)}`];
  });
}

function sign({ state }: ObjectReport, tick: number, style: Style): string {
  if (state === 'programmed') return style('green', '✔');
  return state === 'failed' ? style('red', '✖') : style('yellow', spinner(tick));
}

function bySignificance(reports: readonly ObjectReport[]): ObjectReport[] {
  const rank = { failed: 0, pending: 1, programmed: 2 };
  return reports.toSorted((a, b) => rank[a.state] - rank[b.state]);
}

function countsOf(reports: readonly ObjectReport[]): string {
  const counts = Object.groupBy(reports, ({ state }) => state);
  return (['programmed', 'pending', 'failed'] as const)
    .map((state) => `${counts[state]?.length ?? 0} ${state}`)
    .join(', ');
}

function widest(reports: readonly ObjectReport[], textOf: (report: ObjectReport) => string): number {
  return reports.reduce((width, report) => Math.max(width, textOf(report).length), 0);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
