import { expect, it } from 'vitest';
import { type Known, knownOutcome } from './known-outcome.ts';
import type { Refusal } from './outcome.ts';

const standing = (): Refusal => ({ kind: 'refused', reason: 'FailedToUpdate', message: 'no' });
const made: Known = {
  id: 'the-id',
  inSync: undefined,
  wanted: 'the-id a',
  scanned: true,
  isSpecKnown: true,
  standing: () => undefined,
};
const unmade: Known = { ...made, id: undefined, wanted: undefined };

it.each<[string, Known, string]>([
  ['was never made', unmade, 'a call'],
  ['was never made, in a control plane that was not looked at', { ...unmade, scanned: false }, 'a call'],
  ['was refused', { ...unmade, standing }, 'refused'],
  ['is as wanted', { ...made, inSync: 'the-id a' }, 'in-sync'],
  [
    'is as wanted, though not yet looked at again',
    { ...made, inSync: 'the-id a', scanned: false },
    'in-sync',
  ],
  ['is as wanted again after a refusal', { ...made, inSync: 'the-id a', standing }, 'in-sync'],
  ['was as wanted before an edit', { ...made, inSync: 'the-id b' }, 'a call'],
  ['was as wanted under another id', { ...made, inSync: 'other a' }, 'a call'],
  ['is not known, nor its control plane', { ...made, scanned: false }, 'unscanned'],
  ['is not known, but edited since', { ...made, scanned: false, isSpecKnown: false }, 'a call'],
  ['was seen by a scan to differ', made, 'a call'],
  ['was edited to what is refused', { ...made, standing }, 'refused'],
])('an entity that %s comes to: %3$s', (_case, known, expected) => {
  expect(knownOutcome(known)?.kind ?? 'a call').toBe(expected);
});
