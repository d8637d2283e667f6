import { coreEntitiesPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { startScene, UNKNOWN_ID } from '../../test/scenes.ts';
import { createTestCertificate } from '../../test/test-certificate.ts';

const countsPath = (controlPlaneId: string) => `/sluice/v1/control-planes/${controlPlaneId}/counts`;

test('every collection is counted, below a parent or not, and that of one control plane alone', async () => {
  const { client, send, controlPlaneId, upstreamId, targets, createGateway } = await startScene();
  const other = await createGateway();
  const nothing = { upstreams: 0, targets: 0, services: 0, routes: 0, certificates: 0 };
  expect((await send('GET', countsPath(other))).body).toEqual({ counts: nothing });
  for (const target of ['a', 'b', 'c']) {
    await client.createEntity(targets, { target });
  }
  const at = (collection: string) => coreEntitiesPath(controlPlaneId, collection);
  await client.createEntity(at('certificates'), await createTestCertificate());
  const service = await client.createEntity<{ id: string }>(at('services'), { host: 'a.example' });
  await client.createEntity(`${at('services')}/${service.id}/routes`, { paths: ['/a'] });
  await client.createEntity(at('routes'), { paths: ['/b'] });
  const answer = await send('GET', countsPath(controlPlaneId));
  expect(answer).toMatchObject({ status: 200, contentType: 'application/json' });
  expect(answer.body).toEqual({
    counts: { upstreams: 1, targets: 3, services: 1, routes: 2, certificates: 1 },
  });
  await client.deleteEntity(at('upstreams'), upstreamId);
  expect((await send('GET', countsPath(controlPlaneId))).body).toMatchObject({
    counts: { upstreams: 0, targets: 0 },
  });
  expect((await send('GET', countsPath(other))).body).toEqual({ counts: nothing });
});

test('what is no control plane has no counts', async () => {
  const { send } = await startScene();
  const expected = { contentType: 'application/problem+json' };
  expect(await send('GET', countsPath(UNKNOWN_ID))).toMatchObject({ ...expected, status: 404 });
  expect(await send('GET', countsPath('x'))).toMatchObject({ ...expected, status: 400 });
});
