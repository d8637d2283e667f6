import { expect, it } from 'vitest';
import type { ObjectReport, ObjectState } from './progress.ts';
import { finalBoard, liveBoard } from './terminal-board.ts';

const unstyled = (_format: unknown, text: string) => text;
const size = { columns: 60, rows: 24 };

function report(name: string, state: ObjectState, reason = 'Pending', message = 'waiting'): ObjectReport {
  return { apiVersion: 'v1', kind: 'KongTarget', namespace: 'default', name, state, reason, message };
}
const many = Array.from({ length: 100 }, (_, index) =>
  report(`t${index}`, index === 99 ? 'failed' : 'programmed'),
);

it('has a line per object with its state, and what it waits for', () => {
  const namespace: ObjectReport = { ...report('team', 'programmed'), kind: 'Namespace', namespace: '' };
  expect(liveBoard([namespace, report('a', 'pending')], size, 0, unstyled)).toEqual([
    '✔ Namespace   team',
    '⠋ KongTarget  default/a  waiting',
  ]);
});

it('cuts lines to the width of the terminal', () => {
  const [line = ''] = liveBoard(
    [report('a', 'failed', 'FailedToCreate', 'x'.repeat(200))],
    size,
    0,
    unstyled,
  );
  expect(line).toMatch(/^✖ KongTarget {2}default\/a {2}FailedToCreate: x+…$/);
  expect(line.length).toBeLessThan(60);
});

it('shows what has something to say when there is no room for all, and counts the rest', () => {
  const lines = liveBoard(many, size, 0, unstyled);
  expect(lines).toHaveLength(20);
  expect(lines[0]).toContain('default/t99');
  expect(lines.at(-1)).toBe('  and 81 more, 99 programmed, 0 pending, 1 failed');
});

it('fits into a terminal of a few rows', () => {
  expect(liveBoard(many, { columns: 10, rows: 3 }, 0, unstyled).length).toBeLessThan(3);
});

it('ends with every failure in full', () => {
  const message = 'the target is wrong '.repeat(10).trim();
  const lines = finalBoard(
    [report('a', 'programmed'), report('b', 'failed', 'FailedToCreate', message)],
    size,
    unstyled,
  );
  expect(lines).toEqual([
    '✔ KongTarget  default/a',
    '✖ KongTarget  default/b',
    `    FailedToCreate: ${message}`,
  ]);
});

it('ends a long batch with its failures alone', () => {
  expect(finalBoard(many, size, unstyled)).toEqual(['✖ KongTarget  default/t99', '    waiting']);
});
