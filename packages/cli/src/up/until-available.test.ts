import { KubernetesApiError, KubernetesUnreachableError } from '@sluice/controller-runtime';
import { expect, it, vi } from 'vitest';
import { untilAvailable } from './until-available.ts';

const unreachable = new KubernetesUnreachableError(
  'GET /api/v1',
  'https://127.0.0.1:1',
  new Error('refused'),
);
const refusal = (status: number) => new KubernetesApiError({ status, reason: 'Some', message: 'no' });
const never = new AbortController().signal;

it.each([
  ['out of reach', unreachable],
  ['in trouble', refusal(503)],
  ['too busy', refusal(429)],
])('tries again while the server is %s', async (_case, error) => {
  const work = vi.fn().mockRejectedValueOnce(error).mockResolvedValueOnce('done');
  expect(await untilAvailable(never, work)).toBe('done');
  expect(work).toHaveBeenCalledTimes(2);
});

it('hands on what the server has decided', async () => {
  const work = vi.fn().mockRejectedValue(refusal(409));
  await expect(untilAvailable(never, work)).rejects.toMatchObject({ status: 409 });
  expect(work).toHaveBeenCalledTimes(1);
});

it('ends with the reason of the signal', async () => {
  const abort = new AbortController();
  const work = vi.fn(async () => {
    abort.abort(new Error('enough'));
    throw unreachable;
  });
  await expect(untilAvailable(abort.signal, work)).rejects.toThrow('enough');
});
