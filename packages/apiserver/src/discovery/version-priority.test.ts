import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byVersionPriority } from './version-priority.ts';

const ordered = [
  'v10',
  'v2',
  'v1',
  'v11beta2',
  'v10beta3',
  'v3beta1',
  'v12alpha1',
  'v11alpha2',
  'foo1',
  'foo10',
];

it('general availability comes first, then beta, then alpha, the newest of each before the others', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(ordered, { minLength: ordered.length }), (versions) => {
      expect(versions.toSorted(byVersionPriority)).toEqual(ordered);
    }),
  );
});
