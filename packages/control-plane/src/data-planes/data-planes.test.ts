import { controlPlanePath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { startScene, UNKNOWN_ID } from '../../test/scenes.ts';
import { createTestCertificate } from '../../test/test-certificate.ts';
import { testTls } from '../../test/test-control-plane.ts';

const { cert } = testTls;

async function startWithCertificates() {
  const scene = await startScene();
  const gateway = controlPlanePath(scene.controlPlaneId);
  return { ...scene, gateway, certificates: `${gateway}/dp-client-certificates` };
}

test('a certificate of data planes is added, read, replaced and deleted', async () => {
  const { send, certificates } = await startWithCertificates();
  const other = await createTestCertificate();
  const created = await send('POST', certificates, { cert, title: 'edge' });
  const { item } = created.body as { item: { id: string; created_at: number } };
  const path = `${certificates}/${item.id}`;
  expect(created).toMatchObject({ status: 201, body: { item: { cert, title: 'edge' } } });
  expect((await send('GET', path)).body).toEqual({ item });
  expect((await send('GET', certificates)).body).toEqual({ items: [item], page: { total_count: 1 } });
  const replaced = await send('PUT', path, { cert: other.cert });
  const { id, created_at } = item;
  expect(replaced.body).toEqual({
    item: { id, created_at, cert: other.cert, updated_at: expect.any(Number) },
  });
  expect((await send('DELETE', path)).status).toBe(204);
  for (const [method, body] of [['GET'], ['DELETE'], ['PUT', { cert }]] as const) {
    expect((await send(method, path, body)).status).toBe(404);
  }
});

test.each([{}, { cert: 'x' }, { cert: 7 }, { cert, key: 'x' }, { cert: null }, { cert, title: 7 }])(
  '%j is no certificate of data planes, and the message names the field',
  async (body) => {
    const { send, certificates } = await startWithCertificates();
    const answer = await send('POST', certificates, body);
    expect(answer).toMatchObject({ status: 400, contentType: 'application/json', body: { code: 3 } });
    expect((answer.body as { message: string }).message).toMatch(/cert|key|title/);
  },
);

test('a control plane takes its certificates along, and has none of another', async () => {
  const { send, certificates, gateway, createGateway } = await startWithCertificates();
  const created = await send('POST', certificates, { cert });
  const { id } = (created.body as { item: { id: string } }).item;
  const other = `${controlPlanePath(await createGateway())}/dp-client-certificates`;
  expect((await send('GET', `${other}/${id}`)).status).toBe(404);
  expect((await send('DELETE', `${other}/${id}`)).status).toBe(404);
  await send('DELETE', gateway);
  expect((await send('GET', certificates)).status).toBe(404);
});

test('there are no nodes', async () => {
  const { send, gateway } = await startWithCertificates();
  const none = { items: [], page: { total_count: 0 } };
  expect((await send('GET', `${gateway}/nodes?page[size]=50&page[after]=`)).body).toEqual(none);
  expect((await send('GET', `${gateway}/nodes/eol`)).body).toEqual(none);
  expect((await send('GET', `${gateway}/nodes?page[size]=0`)).status).toBe(400);
  expect((await send('GET', `${gateway}/nodes/${UNKNOWN_ID}`)).status).toBe(404);
  expect((await send('DELETE', `${gateway}/nodes/nobody`)).status).toBe(400);
});

test('the expected hash changes with every change of the configuration and with nothing else', async () => {
  const { send, client, gateway, upstreams, upstreamId, targets } = await startWithCertificates();
  const hash = async () => {
    const { body } = await send('GET', `${gateway}/expected-config-hash`);
    return (body as { expected_hash: string }).expected_hash;
  };
  const seen = [await hash()];
  const changes = [
    () => client.putEntity(upstreams, upstreamId, { name: 'web', slots: 100 }),
    () => client.createEntity(targets, { target: 'a' }),
    () => client.putEntity(upstreams, upstreamId, { name: 'web' }),
    () => client.deleteEntity(upstreams, upstreamId),
  ];
  for (const change of changes) {
    await change();
    seen.push(await hash());
    expect(await hash()).toBe(seen.at(-1));
  }
  expect(new Set(seen).size).toBe(changes.length + 1);
  await send('PATCH', gateway, { description: 'no part of the configuration' });
  await send('POST', `${gateway}/dp-client-certificates`, { cert });
  await send('POST', upstreams, { name: '' });
  expect(await hash()).toBe(seen.at(-1));
});

test("a group's hash changes with its members and with what is in them", async () => {
  const { send, client, controlPlaneId, upstreams, createGateway } = await startWithCertificates();
  const group = controlPlanePath(await createGateway({ cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' }));
  const hash = async () => JSON.stringify((await send('GET', `${group}/expected-config-hash`)).body);
  const empty = await hash();
  await send('PUT', `${group}/group-memberships`, { members: [{ id: controlPlaneId }] });
  const joined = await hash();
  await client.createEntity(upstreams, { name: 'other' });
  const changed = await hash();
  expect(new Set([empty, joined, changed]).size).toBe(3);
});
