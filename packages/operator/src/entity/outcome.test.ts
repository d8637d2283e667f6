import { KonnectApiError } from '@sluice/konnect-api';
import { describe, expect, it } from 'vitest';
import type { CallFailure } from '../konnect/konnect-server.ts';
import { outcomeOf } from './outcome.ts';

function refusedBy(status: number, kind: KonnectApiError['kind'], foreignField?: string): CallFailure {
  return { kind: 'refused', error: new KonnectApiError({ status, kind, message: 'said', foreignField }) };
}

const message = 'the control plane refused to create the target: said';

describe('a failed call', () => {
  it.each([
    ['wrong content', refusedBy(400, 'validation'), { kind: 'refused', reason: 'FailedToCreate', message }],
    ['a taken value', refusedBy(400, 'unique'), { kind: 'refused', reason: 'FailedToCreate', message }],
    ['a lack of rights', refusedBy(403, 'forbidden'), { kind: 'refused', reason: 'FailedToCreate', message }],
    [
      'a certificate that is not there',
      refusedBy(400, 'foreign', 'client_certificate.id'),
      { kind: 'refused', reason: 'FailedToCreate', message },
    ],
    [
      'an upstream that is not there',
      refusedBy(400, 'foreign', 'upstream.id'),
      { kind: 'parent-gone', parent: 'upstream', reason: 'FailedToCreate', message },
    ],
    [
      'a control plane that is not there',
      refusedBy(404, 'not-found'),
      { kind: 'parent-gone', parent: 'controlPlane', reason: 'FailedToCreate', message },
    ],
    ['an unknown token', refusedBy(401, 'unauthorized'), { kind: 'token-refused' }],
    [
      'a 429 or 5xx',
      { kind: 'unavailable', answered: true, message: 'busy' },
      { kind: 'unavailable', reason: 'FailedToCreate', message: 'busy' },
    ],
    [
      'no answer',
      { kind: 'unavailable', answered: false, message: 'down' },
      { kind: 'unavailable', reason: 'KonnectAPIOpFailed', message: 'down' },
    ],
  ] as const)('because of %s', (_case, failure, expected) => {
    expect(outcomeOf(failure, 'Create', 'target')).toEqual(expected);
  });

  it('of an update says so', () => {
    expect(outcomeOf(refusedBy(400, 'validation'), 'Update', 'upstream')).toEqual({
      kind: 'refused',
      reason: 'FailedToUpdate',
      message: 'the control plane refused to update the upstream: said',
    });
  });
});
