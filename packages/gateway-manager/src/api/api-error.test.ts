import { expect, it } from 'vitest';
import { ApiError } from './api-error.ts';

function read(status: number, body: unknown): Promise<ApiError> {
  return ApiError.from(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));
}

it('reads a problem document with its parameters', async () => {
  const error = await read(400, {
    status: 400,
    title: 'Bad Request',
    detail: 'Invalid Parameters',
    invalid_parameters: [{ field: 'name', rule: 'required', reason: 'is required' }],
  });
  expect(error).toMatchObject({
    status: 400,
    message: 'Invalid Parameters',
    fields: [{ field: 'name', message: 'is required' }],
  });
});

it('reads an error of a core entity with its details', async () => {
  const error = await read(400, {
    code: 3,
    message: 'validation error',
    details: [{ type: 'ERROR_TYPE_FIELD', field: 'target', messages: ['not a hostname', 'not an address'] }],
  });
  expect(error).toMatchObject({
    message: 'validation error',
    fields: [{ field: 'target', message: 'not a hostname, not an address' }],
  });
});

it.each(['<html>Bad Gateway</html>', '', '[]', 'null'])(
  'falls back on the status line for %j',
  async (body) => {
    expect((await read(502, body)).message).toMatch(/^502/);
  },
);
