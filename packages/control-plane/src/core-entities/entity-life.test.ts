import { allTargetsPath, targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { describe, expect, test } from 'vitest';
import { startScene, UNKNOWN_ID } from '../../test/scenes.ts';

interface Times {
  id: string;
  created_at: number;
  updated_at: number;
}

/** A UUID of version 5, as clients derive them. */
const DERIVED_ID = '74738ff5-5367-5958-9aee-98fffdcd1876';

const ACTIVE_DEFAULTS = {
  concurrency: 10,
  healthy: { http_statuses: [200, 302], interval: 0, successes: 0 },
  http_path: '/',
  https_verify_certificate: true,
  timeout: 1,
  type: 'http',
  unhealthy: {
    http_failures: 0,
    http_statuses: [429, 404, 500, 501, 502, 503, 504, 505],
    interval: 0,
    tcp_failures: 0,
    timeouts: 0,
  },
};
const PASSIVE_DEFAULTS = {
  healthy: {
    http_statuses: [
      200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308,
    ],
    successes: 0,
  },
  type: 'http',
  unhealthy: { http_failures: 0, http_statuses: [429, 500, 503], tcp_failures: 0, timeouts: 0 },
};
const UPSTREAM_DEFAULTS = {
  algorithm: 'round-robin',
  hash_fallback: 'none',
  hash_on: 'none',
  hash_on_cookie_path: '/',
  healthchecks: { active: ACTIVE_DEFAULTS, passive: PASSIVE_DEFAULTS, threshold: 0 },
  slots: 10000,
  sticky_sessions_cookie_path: '/',
  use_srv_name: false,
};

describe('an upstream', () => {
  test('is answered with its defaults, and without what has no value', async () => {
    const { send, upstreams } = await startScene();
    const { status, body } = await send('POST', upstreams, { name: 'plain' });
    expect(status).toBe(201);
    expect(body).toEqual({
      ...UPSTREAM_DEFAULTS,
      name: 'plain',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      created_at: expect.any(Number),
      updated_at: expect.any(Number),
    });
  });

  test('has times in whole seconds', async () => {
    const { client, upstreams } = await startScene();
    const { created_at, updated_at } = await client.getEntity<Times>(upstreams, 'web');
    expect(Number.isInteger(created_at)).toBe(true);
    expect(Math.abs(created_at - Date.now() / 1000)).toBeLessThan(60);
    expect(updated_at).toBe(created_at);
  });

  test('takes null for what is not given', async () => {
    const { client, upstreams } = await startScene();
    const body = {
      name: 'nulls',
      algorithm: null,
      hash_on_header: null,
      healthchecks: { active: null, passive: { healthy: null }, threshold: null },
      client_certificate: null,
      tags: null,
      slots: null,
      created_at: null,
    };
    const created = await client.createEntity<object>(upstreams, body);
    expect(created).toMatchObject(UPSTREAM_DEFAULTS);
    expect(created).not.toHaveProperty('tags');
    expect(created).not.toHaveProperty('hash_on_header');
    expect(created).not.toHaveProperty('client_certificate');
  });

  test('keeps what is given of its health checks, and gets the rest', async () => {
    const { client, upstreams } = await startScene();
    const healthchecks = {
      active: { healthy: { interval: 5 }, headers: { 'X-Probe': ['1'] }, https_sni: 'a.example' },
    };
    expect(await client.createEntity(upstreams, { name: 'probed', healthchecks })).toMatchObject({
      healthchecks: {
        active: {
          ...ACTIVE_DEFAULTS,
          healthy: { ...ACTIVE_DEFAULTS.healthy, interval: 5 },
          headers: { 'X-Probe': ['1'] },
          https_sni: 'a.example',
        },
        passive: PASSIVE_DEFAULTS,
      },
    });
  });

  test('is found by its id, in small or capital letters, and by its name', async () => {
    const { client, upstreams, upstreamId } = await startScene();
    const byName = await client.getEntity(upstreams, 'web');
    expect(await client.getEntity(upstreams, upstreamId)).toEqual(byName);
    expect(await client.getEntity(upstreams, upstreamId.toUpperCase())).toEqual(byName);
  });

  test('may have a name that looks like an id', async () => {
    const { client, upstreams } = await startScene();
    const created = await client.createEntity(upstreams, { name: UNKNOWN_ID });
    expect(await client.getEntity(upstreams, UNKNOWN_ID)).toEqual(created);
  });

  test('takes its targets along when it is deleted', async () => {
    const { client, send, controlPlaneId, upstreams, upstreamId, targets } = await startScene();
    const other = await client.createEntity<{ id: string }>(upstreams, { name: 'other' });
    const staying = targetsPath(controlPlaneId, other.id);
    await client.createEntity(staying, { target: 'a' });
    for (let index = 0; index < 20; index += 1) {
      await client.createEntity(targets, { target: `10.0.0.${index}`, tags: ['gone'] });
    }
    expect(await send('DELETE', `${upstreams}/${upstreamId}`)).toMatchObject({ status: 204, body: '' });
    expect((await client.listEntities(allTargetsPath(controlPlaneId))).data).toHaveLength(1);
    expect((await client.listEntities(allTargetsPath(controlPlaneId), { tags: ['gone'] })).data).toEqual([]);
  });
});

describe('a target', () => {
  test('is answered with its defaults and its upstream', async () => {
    const { send, targets, upstreamId } = await startScene();
    const { status, body } = await send('POST', targets, { target: '10.0.0.1' });
    expect(status).toBe(201);
    expect(body).toEqual({
      target: '10.0.0.1:8000',
      weight: 100,
      failover: false,
      upstream: { id: upstreamId },
      id: expect.any(String),
      created_at: expect.any(Number),
      updated_at: expect.any(Number),
    });
  });

  test('may have the weight 0', async () => {
    const { client, targets } = await startScene();
    expect(await client.createEntity(targets, { target: 'a', weight: 0 })).toMatchObject({ weight: 0 });
  });

  test('may repeat its upstream and its id', async () => {
    const { client, targets, upstreamId } = await startScene();
    const body = { id: DERIVED_ID.toUpperCase(), target: 'a', upstream: { id: upstreamId } };
    expect(await client.putEntity(targets, DERIVED_ID, body)).toMatchObject({ id: DERIVED_ID });
  });

  test('may be sent back as it was answered', async () => {
    const { client, targets } = await startScene();
    const created = await client.createEntity<Times>(targets, { target: '::1', tags: ['a'], weight: 7 });
    expect(await client.putEntity(targets, created.id, created)).toEqual(created);
  });

  test('moves to another upstream of the control plane when it is put there', async () => {
    const { client, send, controlPlaneId, upstreams, targets } = await startScene();
    const other = await client.createEntity<{ id: string }>(upstreams, { name: 'other' });
    const created = await client.createEntity<Times>(targets, { target: 'a' });
    const elsewhere = targetsPath(controlPlaneId, other.id);
    const moved = await client.putEntity(elsewhere, created.id, { target: 'a' });
    expect(moved).toMatchObject({
      id: created.id,
      upstream: { id: other.id },
      created_at: created.created_at,
    });
    expect((await send('GET', `${targets}/${created.id}`)).status).toBe(404);
    expect((await client.listEntities(elsewhere)).data).toEqual([moved]);
  });
});

describe('PUT', () => {
  test('creates under an id that the client derived, and answers 200', async () => {
    const { send, upstreams } = await startScene();
    const { status, body } = await send('PUT', `${upstreams}/${DERIVED_ID}`, { name: 'derived' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: DERIVED_ID, name: 'derived' });
  });

  test('replaces: what is left out goes back to its default, and created_at stays', async () => {
    const { client, upstreams } = await startScene();
    const first = await client.putEntity<Times>(upstreams, DERIVED_ID, {
      name: 'a',
      slots: 20,
      tags: ['t'],
      host_header: 'a.example',
    });
    const second = await client.putEntity<Times>(upstreams, DERIVED_ID, { name: 'b' });
    expect(second).toEqual({
      ...UPSTREAM_DEFAULTS,
      id: DERIVED_ID,
      name: 'b',
      created_at: first.created_at,
      updated_at: second.updated_at,
    });
    expect(second.updated_at).toBeGreaterThanOrEqual(first.updated_at);
    expect(await client.getEntity(upstreams, DERIVED_ID)).toEqual(second);
  });

  test('moves updated_at with a change, and not without one', async () => {
    const { client, targets } = await startScene();
    const created = await client.putEntity<Times>(targets, DERIVED_ID, { target: 'a' });
    const same = await client.putEntity<Times>(targets, DERIVED_ID, { weight: 100, target: 'a:8000' });
    expect(same).toEqual(created);
    const changed = await client.putEntity<Times>(targets, DERIVED_ID, { target: 'a', weight: 1 });
    expect(changed.created_at).toBe(created.created_at);
    expect(changed.updated_at).toBeGreaterThan(created.updated_at);
  });

  test('creates again what was deleted', async () => {
    const { client, upstreams } = await startScene();
    await client.putEntity(upstreams, DERIVED_ID, { name: 'again' });
    await client.deleteEntity(upstreams, DERIVED_ID);
    await expect(client.putEntity(upstreams, DERIVED_ID, { name: 'again' })).resolves.toMatchObject({
      id: DERIVED_ID,
    });
  });
});

test('POST takes the id that the client gives', async () => {
  const { client, upstreams } = await startScene();
  expect(await client.createEntity(upstreams, { id: DERIVED_ID, name: 'given' })).toMatchObject({
    id: DERIVED_ID,
  });
});

test('deleting a control plane deletes all that is in it and frees its ids', async () => {
  const { client, send, controlPlaneId, upstreamId, targets, createGateway } = await startScene();
  const target = await client.createEntity<{ id: string }>(targets, { target: 'a', tags: ['t'] });
  await client.deleteControlPlane(controlPlaneId);
  expect((await send('GET', `${targets}/${target.id}`)).status).toBe(404);
  const again = { id: await createGateway() };
  await client.putEntity(upstreamsPath(again.id), upstreamId, { name: 'web' });
  await client.putEntity(targetsPath(again.id, upstreamId), target.id, { target: 'a' });
  expect((await client.listEntities(allTargetsPath(again.id))).data).toHaveLength(1);
});

test('a DELETE may come with a content type and no body', async () => {
  const { send, upstreams, upstreamId } = await startScene();
  const answer = await send('DELETE', `${upstreams}/${upstreamId}`, undefined, {
    'content-type': 'application/json',
  });
  expect(answer.status).toBe(204);
});
