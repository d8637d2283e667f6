import type { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import { KonnectApiError, type Organization } from '@sluice/konnect-api';
import { describe, expect, it } from 'vitest';
import { auth, stored } from '../../test/manifests.ts';
import type { Attempt } from '../konnect/konnect-server.ts';
import { judgeAnswer } from './auth-verdict.ts';

function lastSaid(status?: string, message = 'before'): KonnectAPIAuthConfiguration {
  const conditions = status
    ? [{ type: 'APIAuthValid', status, reason: status === 'True' ? 'Valid' : 'Invalid', message }]
    : [];
  return stored(auth(), { status: { conditions } });
}

function refused(status: number, kind: KonnectApiError['kind']): Attempt<Organization> {
  return {
    ok: false,
    failure: { kind: 'refused', error: new KonnectApiError({ status, kind, message: 'said' }) },
  };
}

const url = 'https://us.api.konghq.com';
const down: Attempt<Organization> = {
  ok: false,
  failure: { kind: 'unavailable', answered: false, message: 'down' },
};
const ok = { ok: true, value: { id: 'org-1' } } as Attempt<Organization>;

function condition(status: string, reason: string, message: string) {
  return { type: 'APIAuthValid', status, reason, message };
}

describe('the verdict on a token', () => {
  it.each([
    ['that the server knows', lastSaid('False'), ok, condition('True', 'Valid', ''), 'org-1'],
    [
      'that the server does not know',
      lastSaid('True'),
      refused(401, 'unauthorized'),
      condition('False', 'Invalid', `the token was refused: ${url} answered 401: said`),
      '',
    ],
    [
      'that may do nothing',
      lastSaid('True'),
      refused(403, 'forbidden'),
      condition('False', 'Invalid', `the token was refused: ${url} answered 403: said`),
      '',
    ],
    [
      'stays valid while the server is down',
      lastSaid('True'),
      down,
      condition('True', 'Valid', 'before'),
      undefined,
    ],
    [
      'stays invalid while the server is down',
      lastSaid('False'),
      down,
      condition('False', 'Invalid', 'before'),
      undefined,
    ],
    [
      'is unknown before the first answer',
      lastSaid(),
      down,
      condition('Unknown', 'Pending', 'down'),
      undefined,
    ],
    ['is still unknown', lastSaid('Unknown'), down, condition('Unknown', 'Pending', 'down'), undefined],
    [
      'stays when the server answers something else',
      lastSaid('True'),
      refused(404, 'not-found'),
      condition('True', 'Valid', 'before'),
      undefined,
    ],
    [
      'says what an odd server answers',
      lastSaid(),
      refused(404, 'not-found'),
      condition('Unknown', 'Pending', `${url} answered 404: said`),
      undefined,
    ],
  ])('%s', (_case, before, asked, expected, organizationId) => {
    expect(judgeAnswer(before, url, asked)).toEqual({
      condition: expected,
      ...(organizationId === undefined ? {} : { organizationId }),
    });
  });
});
