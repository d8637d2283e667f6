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
  ['0', 0],
  ['', undefined],
  ['soon', undefined],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
])('Retry-After %j means %s ms', (retryAfter, expected) => {
  expect(understood({ status: 429, body: {} }, retryAfter).retryAfterMs).toBe(expected);
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
