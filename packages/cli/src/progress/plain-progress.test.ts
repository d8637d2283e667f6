import { expect, it } from 'vitest';
import { plainProgress } from './plain-progress.ts';
import type { ObjectReport } from './progress.ts';

const target: ObjectReport = {
  apiVersion: 'v1',
  kind: 'KongTarget',
  namespace: 'default',
  name: 'a',
  state: 'pending',
  reason: 'Pending',
  message: 'waiting',
};

it('prints a plain line for each change of state, without control characters', () => {
  let out = '';
  let err = '';
  const progress = plainProgress({
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  progress.starting();
  progress.object(target);
  progress.object({ ...target, message: 'still waiting' });
  progress.object({ ...target, state: 'failed', reason: 'FailedToCreate', message: 'the target is wrong' });
  progress.settled({ programmed: 3, failed: 1, elapsedMs: 900 });
  progress.error('no.');
  expect(out.split('\n')).toEqual([
    'Starting the API server, the control plane and the operator',
    'pending     KongTarget default/a',
    'failed      KongTarget default/a: FailedToCreate: the target is wrong',
    '3 programmed, 1 failed after 0.9 s.',
    '',
  ]);
  expect(err).toBe('sluice: no.\n');
});
