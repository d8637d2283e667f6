import { targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { apiRoutes } from './api-routes.ts';
import { signInByLink } from './browser.ts';
import { openEvents } from './event-reader.ts';
import { startTestControlPlane, type TestControlPlane, testTls } from './test-control-plane.ts';

/** Makes a second organisation as an administrator of the first does, and a token of its first administrator. */
async function addOrganization(server: TestControlPlane): Promise<{ authorization: string }> {
  const created = await server.send('POST', '/sluice/v1/organizations', {
    name: 'Other',
    administrator: { name: 'Olga', email: 'olga@example.com' },
  });
  const { signInLink } = created.body as { signInLink: { url: string } };
  const browser = await signInByLink(server, signInLink.url);
  const token = await browser.send('POST', '/sluice/v1/tokens', { name: 'other' });
  return { authorization: `Bearer ${(token.body as { token: string }).token}` };
}

async function startWithTwoOrganizations() {
  const server = await startTestControlPlane();
  const other = await addOrganization(server);
  const { id: controlPlaneId } = await server.client.createControlPlane({ name: 'mine' });
  const upstreams = upstreamsPath(controlPlaneId);
  const { id: upstreamId } = await server.client.createEntity<{ id: string }>(upstreams, { name: 'web' });
  const targets = targetsPath(controlPlaneId, upstreamId);
  const { id: targetId } = await server.client.createEntity<{ id: string }>(targets, { target: 'a' });
  return { ...server, other, controlPlaneId, upstreams, upstreamId, targets, targetId };
}

test('one organisation finds nothing of another, whatever it asks', async () => {
  const { send, client, other, controlPlaneId, upstreams, upstreamId, targets, targetId } =
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
    expect(await send(method, path, body, other), `${method} ${path}`).toMatchObject({ status: 404 });
  }
  for (const filter of ['', `filter[id][eq]=${controlPlaneId}`, 'filter[name][eq]=mine']) {
    const { body } = await send('GET', `/v2/control-planes?${filter}`, undefined, other);
    expect(body).toMatchObject({ data: [], meta: { page: { total: 0 } } });
  }
  expect((await send('GET', '/v3/organizations/me', undefined, other)).body).toMatchObject({ name: 'Other' });
  expect((await client.listEntities(targets)).data).toHaveLength(1);
});

test('a stream of the changes of one organisation tells nothing of another', async () => {
  const { send, client, running, other, controlPlaneId, upstreams } = await startWithTwoOrganizations();
  const body = { after: { [controlPlaneId]: 0 } };
  const events = await openEvents(running.url, '/sluice/v1/events', { headers: other, body });
  expect(await events.next()).toMatchObject({ event: 'ready' });
  expect(await events.next()).toMatchObject({ event: 'gone', data: { reason: 'deleted' } });
  await client.createEntity(upstreams, { name: 'unseen' });
  await client.createControlPlane({ name: 'unseen' });
  const { id } = (await send('POST', '/v2/control-planes', { name: 'theirs' }, other)).body as { id: string };
  expect(await events.next()).toMatchObject({ event: 'begin', data: { control_plane_id: id } });
  await events.close();
});

test('names and ids that one organisation uses are free for another', async () => {
  const { send, client, other, upstreams, upstreamId, targets, targetId } = await startWithTwoOrganizations();
  const created = await send('POST', '/v2/control-planes', { name: 'mine' }, other);
  expect(created.status).toBe(201);
  const { id } = created.body as { id: string };
  const web = { id: upstreamId, name: 'web' };
  expect((await send('POST', upstreamsPath(id), web, other)).status).toBe(201);
  const target = `${targetsPath(id, upstreamId)}/${targetId}`;
  expect((await send('PUT', target, { target: 'b' }, other)).status).toBe(200);
  expect(await client.getEntity(targets, targetId)).toMatchObject({ target: 'a:8000' });

  expect((await send('DELETE', `${upstreamsPath(id)}/${upstreamId}`, undefined, other)).status).toBe(204);
  expect(await client.getEntity(upstreams, upstreamId)).toMatchObject({ name: 'web' });
  expect(await client.getEntity(targets, targetId)).toMatchObject({ target: 'a:8000' });
});

test('no route tells one organisation anything of another, by status, name, id or count', async () => {
  const server = await startWithTwoOrganizations();
  const { send, other, controlPlaneId, upstreamId, targetId } = server;
  const { body } = await send('GET', '/v3/organizations/me');
  const { id: organizationId, owner_id: userId } = body as { id: string; owner_id: string };
  const { data } = (await send('GET', '/sluice/v1/tokens')).body as { data: { id: string }[] };
  const ids = { controlPlaneId, upstreamId, targetId, organizationId, userId, tokenId: data[0]?.id ?? '' };
  const foreign = [...Object.values(ids), 'mine', 'Owner of default', '"web"', 'a:8000'];
  for (const { method, path, inControlPlane } of await apiRoutes(server, ids)) {
    const what = `${method} ${path}`;
    const answer = await send(method, path, method === 'GET' ? undefined : {}, other);
    if (inControlPlane) expect([400, 404], what).toContain(answer.status);
    if (/\/(organizations|users|tokens)\/[0-9a-f-]{36}/.test(path))
      expect([400, 404], what).toContain(answer.status);
    const text = JSON.stringify(answer.body).replaceAll(path, '');
    for (const word of foreign) expect(text, what).not.toContain(word);
  }
  expect((await send('GET', '/metrics', undefined, other)).status).toBe(403);
  const people = (await send('GET', '/sluice/v1/users', undefined, other)).body;
  expect(people).toMatchObject({ data: [{ name: 'Olga', email: 'olga@example.com' }] });
  expect((people as { data: object[] }).data).toHaveLength(1);
});

test('what is another organisation’s is answered exactly like what is nowhere, on every route', async () => {
  const server = await startWithTwoOrganizations();
  const { send, client, other, controlPlaneId, upstreamId, targetId } = server;
  const { id: certificateId } = (
    (
      await send('POST', `/v2/control-planes/${controlPlaneId}/dp-client-certificates`, {
        cert: testTls.cert,
      })
    ).body as { item: { id: string } }
  ).item;
  const at = (collection: string) => `/v2/control-planes/${controlPlaneId}/core-entities/${collection}`;
  const service = await client.createEntity<{ id: string }>(at('services'), { host: 'a.example' });
  const route = await client.createEntity<{ id: string }>(at('routes'), { paths: ['/a'] });
  const { id: organizationId, owner_id: userId } = await client.getOrganization();
  const tokens = (await send('GET', '/sluice/v1/tokens')).body as { data: { id: string }[] };
  const theirs = {
    ...{ controlPlaneId, upstreamId, targetId, certificateId, organizationId, userId },
    ...{ serviceId: service.id, routeId: route.id, entityId: upstreamId, tokenId: tokens.data[0]?.id ?? '' },
  };
  const foreign = await apiRoutes(server, theirs);
  const nowhere = await apiRoutes(server, {});
  const conditions = { 'if-match': '*', 'idempotency-key': 'guessed', 'last-event-id': '1' };
  let compared = 0;
  for (const [index, { method, path }] of foreign.entries()) {
    const unknown = nowhere[index];
    if (unknown === undefined || path === unknown.path) continue;
    const ask = async (url: string) => {
      const headers = { ...other, ...(method === 'DELETE' ? { 'if-match': '*' } : conditions) };
      const { status, contentType, body } = await send(
        method,
        url,
        method === 'GET' ? undefined : {},
        headers,
      );
      const text = JSON.stringify(body).replaceAll(
        /kong:trace:\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
        '',
      );
      return { status, contentType, text };
    };
    expect(await ask(path), `${method} ${path}`).toEqual(await ask(unknown.path));
    compared += 1;
  }
  expect(compared).toBeGreaterThan(60);
});

test('an idempotency key of one organisation means nothing in another, and neither does an entity tag', async () => {
  const { send, other, controlPlaneId, upstreams, upstreamId } = await startWithTwoOrganizations();
  const key = { 'idempotency-key': 'the-same' };
  const mine = await send('POST', '/v2/control-planes', { name: 'with-key' }, key);
  const theirs = await send('POST', '/v2/control-planes', { name: 'with-key' }, { ...other, ...key });
  expect([mine.status, theirs.status]).toEqual([201, 201]);
  expect((theirs.body as { id: string }).id).not.toBe((mine.body as { id: string }).id);
  const { headers } = await send('GET', `${upstreams}/${upstreamId}`);
  const etag = String(headers.etag);
  for (const header of ['if-match', 'if-none-match']) {
    const answer = await send('GET', `${upstreams}/${upstreamId}`, undefined, { ...other, [header]: etag });
    expect(answer.status, header).toBe(404);
  }
  const written = await send(
    'PATCH',
    `/v2/control-planes/${controlPlaneId}`,
    {},
    { ...other, 'if-match': etag },
  );
  expect(written.status).toBe(404);
});

test('lists and counts of one organisation know nothing of another', async () => {
  const server = await startWithTwoOrganizations();
  const { send, other, upstreams } = server;
  await server.client.createEntity(upstreams, { name: 'tagged', tags: ['secret-tag'] });
  for (const path of [
    '/sluice/v1/audit',
    '/sluice/v1/tokens',
    '/sluice/v1/users',
    '/sluice/v1/organizations',
  ]) {
    const { body } = await send('GET', path, undefined, other);
    expect(JSON.stringify(body), path).not.toMatch(/secret-tag|"test"|Owner of default|"mine"/);
  }
  const { id } = (await send('POST', '/v2/control-planes', { name: 'theirs' }, other)).body as { id: string };
  const counts = await send('GET', `/sluice/v1/control-planes/${id}/counts`, undefined, other);
  expect(counts.body).toMatchObject({ counts: { upstreams: 0, targets: 0 } });
  const groups = await send('GET', '/konnect-api/api/runtime_groups', undefined, other);
  expect(groups.body).toMatchObject({ data: [{ name: 'theirs' }], page: 1, pageCount: 1 });
  const tagged = await send('GET', `${upstreamsPath(id)}?tags=secret-tag`, undefined, other);
  expect(tagged.body).toEqual({ data: [], next: null });
});

test('only the founding organisation makes others', async () => {
  const { send, other } = await startWithTwoOrganizations();
  const more = { name: 'More', administrator: { name: 'Max' } };
  expect((await send('POST', '/sluice/v1/organizations', more, other)).status).toBe(403);
});
