import { describe, expect, it } from 'vitest';
import { fails, holds, type JudgedCondition } from './judged-condition.ts';
import { conditionsAfter, conditionsWhileWaiting } from './plan-status.ts';

const valid = holds('KongUpstreamRefValid', 'Valid');

describe('while parents can not be used', () => {
  const unknown: JudgedCondition = {
    type: 'APIAuthValid',
    status: 'Unknown',
    reason: 'Pending',
    message: 'no answer',
  };
  it.each([
    [
      'one is wrong',
      [valid, fails('ControlPlaneRefValid', 'Invalid', 'gone')],
      fails('Programmed', 'ConditionWithStatusFalseExists', 'Some conditions have status set to False'),
    ],
    [
      'a token could not be checked',
      [valid, unknown],
      fails('Programmed', 'KonnectAPIOpFailed', 'no answer'),
    ],
    [
      'a token has not been checked yet',
      [valid],
      fails('Programmed', 'KonnectAPIOpFailed', 'waiting for the API auth configuration to be checked'),
    ],
  ])('because %s, that is said', (_case, references, expected) => {
    expect(conditionsWhileWaiting(references)).toEqual([...references, expected]);
  });
});

describe('after an attempt', () => {
  it.each([
    [{ kind: 'in-sync', id: '1' }, holds('Programmed', 'Programmed')],
    [
      { kind: 'refused', reason: 'FailedToCreate', message: 'no' },
      fails('Programmed', 'FailedToCreate', 'no'),
    ],
    [
      { kind: 'unavailable', reason: 'KonnectAPIOpFailed', message: 'down' },
      fails('Programmed', 'KonnectAPIOpFailed', 'down'),
    ],
    [
      { kind: 'parent-gone', parent: 'upstream', reason: 'FailedToUpdate', message: 'gone' },
      fails('Programmed', 'FailedToUpdate', 'gone'),
    ],
  ] as const)('%j is said of the entity', (outcome, expected) => {
    expect(conditionsAfter([valid], outcome)).toEqual([valid, expected]);
  });

  it.each([{ kind: 'token-refused' }, { kind: 'unscanned' }] as const)(
    '%j says nothing about the entity',
    (outcome) => {
      expect(conditionsAfter([valid], outcome)).toBeUndefined();
    },
  );
});
