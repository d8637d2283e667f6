import { describe, expect, it } from 'vitest';
import type { Condition, NewCondition } from './condition.ts';
import { findCondition, removeCondition, setCondition } from './set-condition.ts';

const before = '2026-01-01T00:00:00Z';
const now = new Date('2026-02-02T10:20:30.456Z');
const programmed: Condition = {
  type: 'Programmed',
  status: 'True',
  reason: 'Programmed',
  message: '',
  observedGeneration: 1,
  lastTransitionTime: before,
};
const valid: Condition = { ...programmed, type: 'APIAuthValid', reason: 'Valid' };

function without({ lastTransitionTime: _, ...condition }: Condition): NewCondition {
  return condition;
}

describe('setCondition', () => {
  it('returns the very same array when nothing changes', () => {
    const conditions = [programmed, valid];
    expect(setCondition(conditions, without(valid), now)).toBe(conditions);
  });

  it('adds a new condition at the end, with the time in whole seconds', () => {
    expect(setCondition(undefined, without(programmed), now)).toEqual([
      { ...programmed, lastTransitionTime: '2026-02-02T10:20:30Z' },
    ]);
    expect(setCondition([programmed], without(valid), now).map(({ type }) => type)).toEqual([
      'Programmed',
      'APIAuthValid',
    ]);
  });

  it('changes the time with the status, and the place of nothing', () => {
    const failed = { ...without(programmed), status: 'False' as const, reason: 'FailedToCreate' };
    expect(setCondition([programmed, valid], failed, now)).toEqual([
      { ...failed, lastTransitionTime: '2026-02-02T10:20:30Z' },
      valid,
    ]);
  });

  it.each([{ reason: 'Other' }, { message: 'words' }, { observedGeneration: 2 }])(
    'keeps the time when only %o changes',
    (change) => {
      const changed = { ...without(programmed), ...change };
      expect(setCondition([programmed], changed, now)).toEqual([{ ...programmed, ...change }]);
    },
  );

  it('leaves what it was given as it was', () => {
    const conditions = Object.freeze([Object.freeze(programmed)]);
    setCondition(conditions, { ...without(programmed), status: 'False' }, now);
    expect(conditions).toEqual([programmed]);
  });
});

describe('findCondition', () => {
  it('finds a condition by its type', () => {
    expect(findCondition([programmed, valid], 'APIAuthValid')).toBe(valid);
    expect(findCondition([programmed], 'APIAuthValid')).toBeUndefined();
    expect(findCondition(undefined, 'APIAuthValid')).toBeUndefined();
  });
});

describe('removeCondition', () => {
  it('takes a condition out, and returns the very same array when there is none', () => {
    const conditions = [programmed, valid];
    expect(removeCondition(conditions, 'Programmed')).toEqual([valid]);
    expect(removeCondition(conditions, 'Mirrored')).toBe(conditions);
    expect(removeCondition(undefined, 'Mirrored')).toBeUndefined();
  });
});
