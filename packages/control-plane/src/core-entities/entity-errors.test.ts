import { targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { describe, expect, test } from 'vitest';
import { constraintError, entity, reference } from '../../test/core-entity-errors.ts';
import { type Scene, startScene, UNKNOWN_ID } from '../../test/scenes.ts';

describe('a unique value that is taken', () => {
  test.each<[string, (scene: Scene) => [string, string, object], (scene: Scene) => object]>([
    [
      'the name of an upstream',
      ({ upstreams }) => ['POST', upstreams, { name: 'web' }],
      () => reference('name', "name (type: unique) constraint failed for value 'web': "),
    ],
    [
      'the name of an upstream, by PUT',
      ({ upstreams }) => ['PUT', `${upstreams}/${UNKNOWN_ID}`, { name: 'web' }],
      () => reference('name', "name (type: unique) constraint failed for value 'web': "),
    ],
    [
      'the id of an upstream',
      ({ upstreams, upstreamId }) => ['POST', upstreams, { id: upstreamId, name: 'other' }],
      ({ upstreamId }) => reference('id', `id (type: unique) constraint failed for value '${upstreamId}': `),
    ],
    [
      'the id of an entity of another type',
      ({ targets, upstreamId }) => ['PUT', `${targets}/${upstreamId}`, { target: 'b' }],
      ({ upstreamId }) => reference('id', `id (type: unique) constraint failed for value '${upstreamId}': `),
    ],
    [
      'the address of a target',
      ({ targets }) => ['POST', targets, { target: '10.0.0.1:8000' }],
      ({ upstreamId }) =>
        reference(
          'target',
          `target (type: unique) constraint failed for value '${upstreamId}:10.0.0.1:8000': `,
        ),
    ],
    [
      'the address of a target, written another way',
      ({ targets }) => ['PUT', `${targets}/${UNKNOWN_ID}`, { target: '10.0.0.1' }],
      ({ upstreamId }) =>
        reference(
          'target',
          `target (type: unique) constraint failed for value '${upstreamId}:10.0.0.1:8000': `,
        ),
    ],
  ])('%s is named', async (_what, request, detail) => {
    const scene = await startScene();
    await scene.client.createEntity(scene.targets, { target: '10.0.0.1' });
    const [method, path, body] = request(scene);
    expect(await scene.send(method, path, body)).toEqual({
      status: 400,
      contentType: 'application/json',
      body: constraintError(detail(scene)),
    });
  });

  test('an id that is taken in another control plane of the organisation is taken', async () => {
    const { send, upstreamId, createGateway } = await startScene();
    const other = { id: await createGateway() };
    const answer = await send('PUT', `${upstreamsPath(other.id)}/${upstreamId}`, { name: 'web' });
    expect(answer.body).toEqual(
      constraintError(reference('id', `id (type: unique) constraint failed for value '${upstreamId}': `)),
    );
  });

  test('names compare exactly, and only within a control plane', async () => {
    const { client, upstreams, createGateway } = await startScene();
    const other = { id: await createGateway() };
    await expect(client.createEntity(upstreams, { name: 'Web' })).resolves.toMatchObject({ name: 'Web' });
    await expect(client.createEntity(upstreamsPath(other.id), { name: 'web' })).resolves.toMatchObject({
      name: 'web',
    });
  });

  test('a value is free again once its holder is gone or has another', async () => {
    const { client, upstreams, upstreamId } = await startScene();
    await client.putEntity(upstreams, upstreamId, { name: 'renamed' });
    const second = await client.createEntity<{ id: string }>(upstreams, { name: 'web' });
    await client.deleteEntity(upstreams, second.id);
    await expect(client.createEntity(upstreams, { name: 'web' })).resolves.toMatchObject({ name: 'web' });
  });

  test('one address may be a target of two upstreams', async () => {
    const { client, controlPlaneId, upstreams, targets } = await startScene();
    const other = await client.createEntity<{ id: string }>(upstreams, { name: 'other' });
    await client.createEntity(targets, { target: '10.0.0.1' });
    await client.createEntity(targetsPath(controlPlaneId, other.id), { target: '10.0.0.1' });
  });
});

describe('a reference that leads nowhere', () => {
  test('writing a target below a missing upstream names the upstream', async () => {
    const { send, controlPlaneId } = await startScene();
    const targets = targetsPath(controlPlaneId, UNKNOWN_ID);
    const expected = constraintError(
      reference('upstream.id', `upstream_id (type: foreign) constraint failed for value '${UNKNOWN_ID}': `),
    );
    expect(await send('POST', targets, { target: 'a' })).toMatchObject({ status: 400, body: expected });
    expect(await send('PUT', `${targets}/${UNKNOWN_ID}`, { target: 'a' })).toMatchObject({
      status: 400,
      body: expected,
    });
  });

  test('an upstream of another control plane is missing, too', async () => {
    const { send, upstreamId, createGateway } = await startScene();
    const other = { id: await createGateway() };
    const { status, body } = await send('POST', targetsPath(other.id, upstreamId), { target: 'a' });
    expect({ status, body }).toMatchObject({ status: 400, body: { message: 'data constraint error' } });
  });

  test('a client certificate must exist', async () => {
    const { send, upstreams } = await startScene();
    const answer = await send('POST', upstreams, { name: 'b', client_certificate: { id: UNKNOWN_ID } });
    expect(answer).toMatchObject({
      status: 400,
      body: constraintError(
        reference(
          'client_certificate.id',
          `client_certificate_id (type: foreign) constraint failed for value '${UNKNOWN_ID}': `,
        ),
      ),
    });
  });
});

describe('a control plane that takes no entities', () => {
  test.each([
    ['CLUSTER_TYPE_K8S_INGRESS_CONTROLLER', 'operation not permitted on KIC cluster'],
    ['CLUSTER_TYPE_CONTROL_PLANE_GROUP', 'operation not permitted on control-plane group'],
  ] as const)('%s refuses writes and lists nothing', async (clusterType, message) => {
    const { send, createGateway } = await startScene();
    const id = await createGateway({ cluster_type: clusterType });
    const refusal = {
      status: 403,
      contentType: 'application/json',
      body: { code: 7, message: 'usage constraint error', details: [entity(message)] },
    };
    const one = `${upstreamsPath(id)}/${UNKNOWN_ID}`;
    expect(await send('POST', upstreamsPath(id), { name: 'web' })).toEqual(refusal);
    expect(await send('PUT', one, { name: 'web' })).toEqual(refusal);
    expect(await send('DELETE', one)).toEqual(refusal);
    expect(await send('POST', targetsPath(id, UNKNOWN_ID), { target: 'a' })).toEqual(refusal);
    expect((await send('GET', upstreamsPath(id))).body).toEqual({ data: [], next: null });
  });
});

describe('what is not there', () => {
  test.each<[string, (scene: Scene) => [string, string, object?]]>([
    ['an upstream by id', ({ upstreams }) => ['GET', `${upstreams}/${UNKNOWN_ID}`]],
    ['an upstream by name', ({ upstreams }) => ['GET', `${upstreams}/nobody`]],
    ['an upstream to delete', ({ upstreams }) => ['DELETE', `${upstreams}/${UNKNOWN_ID}`]],
    ['a target', ({ targets }) => ['GET', `${targets}/${UNKNOWN_ID}`]],
    ['a target to delete', ({ targets }) => ['DELETE', `${targets}/${UNKNOWN_ID}`]],
    ['the targets of an upstream', ({ controlPlaneId }) => ['GET', targetsPath(controlPlaneId, UNKNOWN_ID)]],
    ['a control plane to read from', () => ['GET', upstreamsPath(UNKNOWN_ID)]],
    ['a control plane to write to', () => ['POST', upstreamsPath(UNKNOWN_ID), { name: 'web' }]],
    ['a route', ({ upstreams }) => ['PATCH', `${upstreams}/${UNKNOWN_ID}`, {}]],
  ])('%s is 404 with code 5 and no details', async (_what, request) => {
    const scene = await startScene();
    const [method, path, body] = request(scene);
    expect(await scene.send(method, path, body)).toEqual({
      status: 404,
      contentType: 'application/json',
      body: { code: 5, message: expect.any(String) },
    });
  });

  test('a target is not found below another upstream', async () => {
    const { client, send, controlPlaneId, upstreams, targets } = await startScene();
    const target = await client.createEntity<{ id: string }>(targets, { target: 'a' });
    const other = await client.createEntity<{ id: string }>(upstreams, { name: 'other' });
    const elsewhere = `${targetsPath(controlPlaneId, other.id)}/${target.id}`;
    expect((await send('GET', elsewhere)).status).toBe(404);
    expect((await send('DELETE', elsewhere)).status).toBe(404);
    expect((await send('GET', `${targets}/${target.id}`)).status).toBe(200);
  });
});

describe('what should be a UUID', () => {
  test.each<[string, (scene: Scene) => [string, string, object?]]>([
    ['an upstream to put', ({ upstreams }) => ['PUT', `${upstreams}/web`, { name: 'web' }]],
    ['an upstream to delete', ({ upstreams }) => ['DELETE', `${upstreams}/web`]],
    ['a target to get', ({ targets }) => ['GET', `${targets}/web`]],
    ['a target to put', ({ targets }) => ['PUT', `${targets}/web`, { target: 'a' }]],
    ['a target to delete', ({ targets }) => ['DELETE', `${targets}/web`]],
    ['the upstream of targets', ({ controlPlaneId }) => ['GET', targetsPath(controlPlaneId, 'web')]],
    [
      'the upstream of a new target',
      ({ controlPlaneId }) => ['POST', targetsPath(controlPlaneId, 'web'), { target: 'a' }],
    ],
    ['the control plane', () => ['GET', upstreamsPath('web')]],
  ])('%s is 400 otherwise', async (_what, request) => {
    const scene = await startScene();
    const [method, path, body] = request(scene);
    expect(await scene.send(method, path, body)).toEqual({
      status: 400,
      contentType: 'application/json',
      body: { code: 3, message: "'web' is not a valid uuid" },
    });
  });
});
