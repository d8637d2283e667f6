import { expect, it } from 'vitest';
import { standingRefusal } from './standing-refusal.ts';

const said = { reason: 'FailedToCreate', message: 'no' };
const refusal = { kind: 'refused', ...said };

it.each([
  ['there was none', undefined, undefined],
  ['something else was refused', { digest: 'other', ...said, untilMs: undefined }, undefined],
  ['it stands until something changes', { digest: 'asked', ...said, untilMs: undefined }, refusal],
  ['it stands for a while', { digest: 'asked', ...said, untilMs: 1_500 }, { ...refusal, retryAfterMs: 500 }],
  ['its time is over', { digest: 'asked', ...said, untilMs: 1_000 }, undefined],
])('a refusal when %s', (_case, refused, expected) => {
  expect(standingRefusal(refused, 'asked', 1_000)).toEqual(expected);
});
