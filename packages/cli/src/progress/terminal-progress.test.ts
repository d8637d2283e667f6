import { expect, it, onTestFinished, vi } from 'vitest';
import type { ObjectReport, ReadyReport } from './progress.ts';
import { terminalProgress } from './terminal-progress.ts';

const readyReport: ReadyReport = {
  kubeconfig: "/it's/kubeconfig",
  apiserver: { url: 'https://127.0.0.1:1' },
  controlPlane: {
    url: 'https://127.0.0.1:2',
    signInUrl: 'https://127.0.0.1:2/sign-in#code=c',
    caFile: '/s/ca.crt',
    tokenFile: '/s/token',
  },
  metrics: { apiserver: 'a', controlPlane: 'b', operator: 'c' },
  pids: { apiserver: 1, controlPlane: 2, operator: 3 },
  elapsedMs: 1234,
};
const target: ObjectReport = {
  apiVersion: 'v1',
  kind: 'KongTarget',
  namespace: 'default',
  name: 'a',
  state: 'pending',
  reason: 'Pending',
  message: 'waiting',
};

/** What a terminal shows after some output: lines, on which the cursor moves up and clears downwards. */
function screen(output: string): string[] {
  const lines = [''];
  let row = 0;
  for (const part of output.replaceAll('\u001b', '⎋').match(/⎋\[\??\d*[A-Za-z]|\n|\r|[^⎋\n\r]+/g) ?? []) {
    const up = /^⎋\[(\d+)A$/.exec(part);
    if (up) row -= Number(up[1]);
    else if (part === '⎋[J') lines.splice(row, lines.length, '');
    else if (part === '\n') lines[++row] ??= '';
    else if (!part.startsWith('⎋') && part !== '\r') lines[row] += part;
    if (row < 0) throw new Error('the cursor left the screen at the top');
  }
  return lines;
}

function recorded() {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const progress = terminalProgress({
    out: write,
    err: write,
    size: () => ({ columns: 80, rows: 24 }),
    colours: false,
  });
  return { progress, shown: () => screen(output), output: () => output };
}

it('changes one line per object in place', () => {
  const { progress, shown } = recorded();
  progress.starting();
  vi.advanceTimersByTime(500);
  expect(shown()[0]).toMatch(/^\S Starting the API server/);
  progress.ready(readyReport);
  progress.object(target);
  vi.advanceTimersByTime(100);
  expect(shown().slice(0, 2)).toEqual([
    '✔ Ready after 1.2 s',
    expect.stringMatching(/^\S KongTarget {2}default\/a {2}waiting$/),
  ]);
  progress.object({ ...target, state: 'programmed' });
  vi.advanceTimersByTime(100);
  expect(shown()[1]).toBe('✔ KongTarget  default/a');
});

it('ends with the result and the next steps, and draws no more', () => {
  const { progress, shown, output } = recorded();
  progress.starting();
  progress.ready(readyReport);
  progress.object({ ...target, state: 'programmed' });
  progress.settled({ programmed: 1, failed: 0, elapsedMs: 2345 });
  expect(shown().slice(0, 3)).toEqual([
    '✔ Ready after 1.2 s',
    '✔ KongTarget  default/a',
    'All 1 programmed after 2.3 s.',
  ]);
  expect(shown()).toContain("  export KUBECONFIG='/it'\\''s/kubeconfig'");
  const before = output();
  vi.advanceTimersByTime(1000);
  expect(output()).toBe(before);
});

it('puts a notice above the lines that change', () => {
  const { progress, shown } = recorded();
  progress.starting();
  progress.ready(readyReport);
  progress.object(target);
  progress.notice('The operator died.');
  expect(shown().slice(1, 3)).toEqual(['! The operator died.', expect.stringContaining('KongTarget')]);
});

it('leaves the cursor and a clean line behind, whenever it ends', () => {
  const { progress, shown, output } = recorded();
  progress.starting();
  progress.error('the port is in use.');
  progress.close();
  expect(shown().filter((line) => line !== '')).toEqual(['sluice: the port is in use.']);
  expect(output().lastIndexOf('\u001b[?25h')).toBeGreaterThan(output().lastIndexOf('\u001b[?25l'));
});

it('keeps on the screen what was on its way when it is told to stop', () => {
  const { progress, shown } = recorded();
  progress.starting();
  progress.ready(readyReport);
  progress.object(target);
  progress.stopping();
  expect(shown().slice(1, 4)).toEqual([
    '',
    expect.stringMatching(/^\S KongTarget {2}default\/a {2}waiting$/),
    expect.stringMatching(/^\S Stopping$/),
  ]);
  progress.close();
  expect(shown().slice(1)).toEqual(['', expect.stringContaining('KongTarget'), '✔ Stopped', '']);
});
