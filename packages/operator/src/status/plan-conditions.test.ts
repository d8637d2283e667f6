import type { Condition } from '@sluice/kong-resources';
import { describe, expect, it } from 'vitest';
import { fails, holds } from './judged-condition.ts';
import { planConditions } from './plan-conditions.ts';

const then = '2030-01-01T00:00:00Z';
const now = new Date('2030-01-02T00:00:00.500Z');

function programmed(parts: Partial<Condition> = {}): Condition {
  return {
    type: 'Programmed',
    status: 'True',
    reason: 'Programmed',
    message: '',
    observedGeneration: 1,
    lastTransitionTime: then,
    ...parts,
  };
}

describe('planned conditions', () => {
  it.each([
    ['nothing is new', [programmed()], 1, [programmed()]],
    ['the generation is new, and the time stays', [programmed()], 2, [programmed({ observedGeneration: 2 })]],
    ['the reason is new, and the time stays', [programmed({ reason: 'Other' })], 1, [programmed()]],
    [
      'the status is new, and so is the time',
      [programmed({ status: 'False' })],
      1,
      [programmed({ lastTransitionTime: '2030-01-02T00:00:00Z' })],
    ],
    ['there was none', [], 1, [programmed({ lastTransitionTime: '2030-01-02T00:00:00Z' })]],
    [
      'another could not be judged, so it goes',
      [programmed({ type: 'APIAuthValid' }), programmed()],
      1,
      [programmed()],
    ],
  ])('when %s', (_case, current, generation, expected) => {
    expect(planConditions(current, [holds('Programmed', 'Programmed')], generation, now)).toEqual(expected);
  });

  it('keep their order when one of them changes', () => {
    const current = [programmed({ type: 'APIAuthValid' }), programmed()];
    const judged = [fails('Programmed', 'FailedToCreate', 'no'), holds('APIAuthValid', 'Valid')];
    expect(planConditions(current, judged, 1, now).map(({ type }) => type)).toEqual([
      'APIAuthValid',
      'Programmed',
    ]);
  });
});
