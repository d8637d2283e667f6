import { expect, it } from 'vitest';
import { jsonProgress } from './json-progress.ts';
import type { ObjectReport, ReadyReport } from './progress.ts';

const pending: ObjectReport = {
  apiVersion: 'configuration.konghq.com/v1alpha1',
  kind: 'KongTarget',
  namespace: 'default',
  name: 'a',
  state: 'pending',
  reason: 'Pending',
  message: 'being applied',
};

const readyReport: ReadyReport = {
  kubeconfig: '/s/kubeconfig',
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

function recorded() {
  const out: string[] = [];
  const err: string[] = [];
  const progress = jsonProgress({ out: (text) => out.push(text), err: (text) => err.push(text) });
  return { progress, lines: () => out.map((line) => JSON.parse(line)), out, err };
}

it('prints every event as one line of JSON', () => {
  const { progress, lines, out } = recorded();
  progress.starting();
  progress.ready(readyReport);
  progress.object(pending);
  progress.settled({ programmed: 1, failed: 0, elapsedMs: 2 });
  progress.error('no');
  progress.close();
  expect(lines()).toEqual([
    { event: 'ready', ...readyReport },
    { event: 'object', ...pending },
    { event: 'settled', programmed: 1, failed: 0, elapsedMs: 2 },
    { event: 'error', message: 'no' },
  ]);
  for (const line of out) expect(line.indexOf('\n')).toBe(line.length - 1);
});

it('tells of an object only when its state changes', () => {
  const { progress, lines } = recorded();
  progress.object(pending);
  progress.object({ ...pending, message: 'still waiting' });
  progress.object({ ...pending, state: 'programmed' });
  progress.object({ ...pending, name: 'b' });
  expect(lines().map(({ name, state }) => [name, state])).toEqual([
    ['a', 'pending'],
    ['a', 'programmed'],
    ['b', 'pending'],
  ]);
});

it('keeps notices out of what scripts read', () => {
  const { progress, out, err } = recorded();
  progress.notice('The operator died.');
  expect([out, err]).toEqual([[], ['The operator died.\n']]);
});
