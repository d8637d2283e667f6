import { describe, expect, test } from 'vitest';
import { apiErrorFromAnswer } from './api-error-from-answer.ts';
import {
  CORE_ENTITY_UNAUTHORIZED_BODY,
  type CoreEntityError,
  entityDetail,
  fieldDetail,
  foreignConstraintError,
  plainCoreEntityError,
  uniqueConstraintError,
  usageConstraintError,
  validationError,
} from './core-entity-error.ts';
import { invalidParametersProblem, problem } from './problem.ts';

function understood({ status, body }: { status: number; body: unknown }, retryAfter?: string) {
  return apiErrorFromAnswer({ status, body, retryAfter });
}

const coreEntityErrors: [string, CoreEntityError, object][] = [
  [
    'a wrong field',
    validationError([
      fieldDetail('target', ['not a valid address']),
      fieldDetail('weight', ['too big', 'odd']),
    ]),
    {
      kind: 'validation',
      code: 3,
      message: 'validation error: target: not a valid address; weight: too big, odd',
      fields: [
        { field: 'target', messages: ['not a valid address'] },
        { field: 'weight', messages: ['too big', 'odd'] },
      ],
    },
  ],
  [
    'a wrong entity',
    validationError([entityDetail(["missing properties: 'name'"])]),
    { kind: 'validation', message: "validation error: missing properties: 'name'" },
  ],
  [
    'a taken name',
    uniqueConstraintError('name', 'name', 'web'),
    {
      kind: 'unique',
      uniqueField: 'name',
      foreignField: undefined,
      message: "data constraint error: name: name (type: unique) constraint failed for value 'web'",
    },
  ],
  [
    'a missing parent',
    foreignConstraintError('upstream_id', 'upstream.id', 'u'),
    { kind: 'foreign', foreignField: 'upstream.id', uniqueField: undefined },
  ],
  [
    'a refused kind of control plane',
    usageConstraintError('no'),
    { kind: 'forbidden', status: 403, code: 7 },
  ],
  ['a missing entity', plainCoreEntityError(404, 5, ''), { kind: 'not-found', code: 5 }],
  [
    'a failure',
    plainCoreEntityError(500, 13, 'internal error'),
    { kind: 'server', message: 'internal error' },
  ],
];

describe('core-entity errors', () => {
  test.each(coreEntityErrors)('%s is understood', (_what, error, expected) => {
    expect(understood(error)).toMatchObject(expected);
  });

  test('a conflict is recognised by its message alone', () => {
    expect(understood({ status: 400, body: { message: 'data constraint error' } }).kind).toBe('unique');
  });
});

describe('problem documents', () => {
  test('invalid parameters are fields', () => {
    const body = invalidParametersProblem('1', [{ field: 'name', reason: 'must be a string' }]);
    expect(understood({ status: 400, body })).toMatchObject({
      kind: 'validation',
      message: 'Invalid Parameters: name: must be a string',
      fields: [{ field: 'name', messages: ['must be a string'] }],
    });
  });

  test('a conflict is about the name', () => {
    const body = problem(409, '1', 'taken');
    expect(understood({ status: 409, body })).toMatchObject({
      kind: 'unique',
      uniqueField: 'name',
      message: 'taken',
    });
  });

  test('the trace id is no part of the message', () => {
    expect(understood({ status: 404, body: problem(404, '4711', 'Not found') }).message).not.toContain(
      '4711',
    );
  });
});

test('a 401 of either style is unauthorized', () => {
  expect(understood({ status: 401, body: CORE_ENTITY_UNAUTHORIZED_BODY }).kind).toBe('unauthorized');
  expect(understood({ status: 401, body: problem(401, '1', 'Invalid credentials') }).kind).toBe(
    'unauthorized',
  );
});

test.each([
  ['17', 17_000],
  [' 1.5 ', 1_500],
  ['0', 0],
  ['31536000', 31_536_000_000],
  ['-5', undefined],
  ['1e999', undefined],
  ['0x10', undefined],
  ['', undefined],
  ['soon', undefined],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
])('Retry-After %j means %s ms', (retryAfter, expected) => {
  expect(understood({ status: 429, body: {} }, retryAfter).retryAfterMs).toBe(expected);
});

test('a date in Retry-After is by the clock of the server, not by ours', () => {
  const answer = { status: 429, body: {}, retryAfter: 'Mon, 01 Jan 2001 00:00:30 GMT' };
  const date = 'Mon, 01 Jan 2001 00:00:00 GMT';
  expect(apiErrorFromAnswer({ ...answer, date }).retryAfterMs).toBe(30_000);
  expect(apiErrorFromAnswer(answer).retryAfterMs).toBe(0);
});

test.each<[string, number, unknown]>([
  ['a redirect', 302, undefined],
  ['an ingress without a backend', 404, undefined],
  ['a gateway without a route', 404, { message: 'no Route matched with those values' }],
  ['a proxy that could not read the request', 400, undefined],
  ['a load balancer that waited too long', 408, { message: 'Request Time-out' }],
])('%s says nothing about the entity', (_what, status, body) => {
  const error = understood({ status, body });
  expect(error).toMatchObject({ kind: 'server', status });
  expect(error.message).toContain('this is no answer of the API');
});

test.each([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [429, 'rate-limited'],
])('%i counts whoever says it', (status, kind) => {
  expect(understood({ status, body: undefined }).kind).toBe(kind);
});

test.each([
  null,
  [],
  'text',
  { details: [null, 1, { messages: [1, null] }] },
  { invalid_parameters: [{}, null] },
])('a body nobody expects (%j) still makes an error with a sentence', (body) => {
  expect(understood({ status: 400, body }).message).not.toBe('');
});
