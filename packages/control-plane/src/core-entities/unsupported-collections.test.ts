import { coreEntitiesPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { startScene, UNKNOWN_ID } from '../../test/scenes.ts';

test.each(['plugins', 'consumers', 'ca_certificates', 'snis', 'vaults'])(
  '%s are an empty page to read and 501 to write',
  async (collection) => {
    const { send, controlPlaneId } = await startScene();
    const path = coreEntitiesPath(controlPlaneId, collection);
    expect(await send('GET', `${path}?size=1000`)).toEqual({
      status: 200,
      contentType: 'application/json',
      body: { data: [], next: null },
    });
    const refusal = {
      status: 501,
      contentType: 'application/json',
      body: { code: 12, message: `This control plane does not keep ${collection} yet; nothing was stored.` },
    };
    expect(await send('POST', path, { name: 'x' })).toEqual(refusal);
    expect(await send('PUT', `${path}/${UNKNOWN_ID}`, { name: 'x' })).toEqual(refusal);
    expect(await send('DELETE', `${path}/${UNKNOWN_ID}`)).toEqual(refusal);
    expect((await send('GET', `${path}/${UNKNOWN_ID}`)).status).toBe(404);
  },
);

test('what is not supported is not there in a control plane that is not there', async () => {
  const { send } = await startScene();
  for (const [method, path] of [
    ['GET', 'plugins'],
    ['POST', 'plugins'],
    ['DELETE', `plugins/${UNKNOWN_ID}`],
    ['GET', 'v1/schemas/json/target'],
  ] as const) {
    const answer = { status: 404, body: { code: 5, message: 'control plane not found' } };
    expect(await send(method, coreEntitiesPath(UNKNOWN_ID, path)), path).toMatchObject(answer);
  }
});

test('a collection that no gateway has is 404', async () => {
  const { send, controlPlaneId } = await startScene();
  expect(await send('GET', coreEntitiesPath(controlPlaneId, 'unicorns'))).toMatchObject({
    status: 404,
    body: { code: 5 },
  });
});

test('the schema of what is supported is answered, with its bounds and defaults', async () => {
  const { send, controlPlaneId } = await startScene();
  const schemas = coreEntitiesPath(controlPlaneId, 'v1/schemas/json');
  expect(await send('GET', `${schemas}/target`)).toMatchObject({
    status: 200,
    body: { properties: { weight: { type: 'integer', minimum: 0, maximum: 65535, default: 100 } } },
  });
  expect((await send('GET', `${schemas}/upstream`)).status).toBe(200);
  expect((await send('GET', `${schemas}/unicorn`)).status).toBe(404);
});
