import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { startTestControlPlane, temporaryFolder } from './test-control-plane.ts';

const OTHER_TOKEN = 'kpat_of-the-other-organisation';
const ORGANIZATION_ID = '11111111-1111-4111-8111-111111111111';
const USER_ID = '22222222-2222-4222-8222-222222222222';
const NOW = '2030-01-01T00:00:00.000Z';
const OTHER = { authorization: `Bearer ${OTHER_TOKEN}` };

/** Puts a second organisation with a user and a token into the database of a stopped control plane. */
function addOrganization(dataDir: string): void {
  const database = new DatabaseSync(join(dataDir, 'control-plane.db'));
  database.exec(`insert into organizations values ('${ORGANIZATION_ID}', 'Other', '${NOW}', '${NOW}')`);
  database.exec(
    `insert into users values ('${USER_ID}', '${ORGANIZATION_ID}', 'o@example.com', 'Other', 'Other', '${NOW}', '${NOW}')`,
  );
  const hash = createHash('sha256').update(OTHER_TOKEN).digest('hex');
  database.exec(
    `insert into tokens values ('${hash}', 'other', '${ORGANIZATION_ID}', '${USER_ID}', '${NOW}')`,
  );
  database.close();
}

async function startWithTwoOrganizations() {
  const dataDir = await temporaryFolder();
  await (await startTestControlPlane({ dataDir })).running.close();
  addOrganization(dataDir);
  const server = await startTestControlPlane({ dataDir });
  const { id: controlPlaneId } = await server.client.createControlPlane({ name: 'mine' });
  const upstreams = upstreamsPath(controlPlaneId);
  const { id: upstreamId } = await server.client.createEntity<{ id: string }>(upstreams, { name: 'web' });
  const targets = targetsPath(controlPlaneId, upstreamId);
  const { id: targetId } = await server.client.createEntity<{ id: string }>(targets, { target: 'a' });
  return { ...server, controlPlaneId, upstreams, upstreamId, targets, targetId };
}

test('one organisation finds nothing of another, whatever it asks', async () => {
  const { send, client, controlPlaneId, upstreams, upstreamId, targets, targetId } =
    await startWithTwoOrganizations();
  const gateway = `/v2/control-planes/${controlPlaneId}`;
  const calls: [string, string, object?][] = [
    ['GET', gateway],
    ['PATCH', gateway, { name: 'stolen' }],
    ['DELETE', gateway],
    ['GET', upstreams],
    ['POST', upstreams, { name: 'mine-now' }],
    ['GET', `${upstreams}/${upstreamId}`],
    ['GET', `${upstreams}/web`],
    ['PUT', `${upstreams}/${upstreamId}`, { name: 'mine-now' }],
    ['DELETE', `${upstreams}/${upstreamId}`],
    ['GET', targets],
    ['GET', `${targets}/${targetId}`],
    ['DELETE', `${targets}/${targetId}`],
  ];
  for (const [method, path, body] of calls) {
    expect(await send(method, path, body, OTHER), `${method} ${path}`).toMatchObject({ status: 404 });
  }
  for (const filter of ['', `filter[id][eq]=${controlPlaneId}`, 'filter[name][eq]=mine']) {
    const { body } = await send('GET', `/v2/control-planes?${filter}`, undefined, OTHER);
    expect(body).toMatchObject({ data: [], meta: { page: { total: 0 } } });
  }
  expect((await send('GET', '/v3/organizations/me', undefined, OTHER)).body).toMatchObject({ name: 'Other' });
  expect((await client.listEntities(targets)).data).toHaveLength(1);
});

test('names and ids that one organisation uses are free for another', async () => {
  const { send, client, upstreams, upstreamId, targets, targetId } = await startWithTwoOrganizations();
  const created = await send('POST', '/v2/control-planes', { name: 'mine' }, OTHER);
  expect(created.status).toBe(201);
  const { id } = created.body as { id: string };
  const web = { id: upstreamId, name: 'web' };
  expect((await send('POST', upstreamsPath(id), web, OTHER)).status).toBe(201);
  const target = `${targetsPath(id, upstreamId)}/${targetId}`;
  expect((await send('PUT', target, { target: 'b' }, OTHER)).status).toBe(200);
  expect(await client.getEntity(targets, targetId)).toMatchObject({ target: 'a:8000' });

  expect((await send('DELETE', `${upstreamsPath(id)}/${upstreamId}`, undefined, OTHER)).status).toBe(204);
  expect(await client.getEntity(upstreams, upstreamId)).toMatchObject({ name: 'web' });
  expect(await client.getEntity(targets, targetId)).toMatchObject({ target: 'a:8000' });
});
