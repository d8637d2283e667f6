import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Scene, startScene, UNKNOWN_ID } from './scenes.ts';
import { testTls } from './test-control-plane.ts';

/** What has to be there before a route can be called with success, and its ids. */
interface Prepared extends Scene {
  groupId: string;
  serviceId: string;
  routeId: string;
  targetId: string;
  dataPlaneCertificateId: string;
}

const CONTROL_PLANE = '/v2/control-planes/{controlPlaneId}';
const CORE = `${CONTROL_PLANE}/core-entities`;

/** One call of each route of the contract, and what it answers when all is well. */
const CALLS: Record<string, [number, (scene: Prepared) => object | undefined]> = {
  'GET /v2/control-planes': [200, none],
  'POST /v2/control-planes': [201, () => ({ name: 'another' })],
  [`GET ${CONTROL_PLANE}`]: [200, none],
  [`PATCH ${CONTROL_PLANE}`]: [200, () => ({ description: 'changed' })],
  [`DELETE ${CONTROL_PLANE}`]: [204, none],
  [`GET ${CORE}/routes`]: [200, none],
  [`POST ${CORE}/routes`]: [201, () => ({ paths: ['/b'] })],
  [`GET ${CORE}/routes/{RouteId}`]: [200, none],
  [`PUT ${CORE}/routes/{RouteId}`]: [200, () => ({ expression: 'http.path == "/x"' })],
  [`DELETE ${CORE}/routes/{RouteId}`]: [204, none],
  [`GET ${CORE}/services`]: [200, none],
  [`POST ${CORE}/services`]: [201, () => ({ host: 'b.example' })],
  [`GET ${CORE}/services/{ServiceId}`]: [200, none],
  [`PUT ${CORE}/services/{ServiceId}`]: [200, () => ({ host: 'b.example' })],
  [`DELETE ${CORE}/services/{ServiceId}`]: [400, none],
  [`GET ${CORE}/services/{ServiceId}/routes`]: [200, none],
  [`POST ${CORE}/services/{ServiceId}/routes`]: [201, () => ({ hosts: ['b.example'] })],
  [`GET ${CORE}/services/{ServiceId}/routes/{RouteId}`]: [200, none],
  [`PUT ${CORE}/services/{ServiceId}/routes/{RouteId}`]: [200, () => ({ methods: ['GET'] })],
  [`DELETE ${CORE}/services/{ServiceId}/routes/{RouteId}`]: [204, none],
  [`GET ${CORE}/targets`]: [200, none],
  [`GET ${CORE}/upstreams`]: [200, none],
  [`POST ${CORE}/upstreams`]: [201, () => ({ name: 'another' })],
  [`GET ${CORE}/upstreams/{UpstreamId}`]: [200, none],
  [`PUT ${CORE}/upstreams/{UpstreamId}`]: [200, () => ({ name: 'another' })],
  [`DELETE ${CORE}/upstreams/{UpstreamId}`]: [204, none],
  [`GET ${CORE}/upstreams/{UpstreamIdForTarget}/targets`]: [200, none],
  [`POST ${CORE}/upstreams/{UpstreamIdForTarget}/targets`]: [201, () => ({ target: '10.0.0.2' })],
  [`GET ${CORE}/upstreams/{UpstreamIdForTarget}/targets/{TargetId}`]: [200, none],
  [`PUT ${CORE}/upstreams/{UpstreamIdForTarget}/targets/{TargetId}`]: [200, () => ({ target: '10.0.0.3' })],
  [`DELETE ${CORE}/upstreams/{UpstreamIdForTarget}/targets/{TargetId}`]: [204, none],
  [`GET ${CONTROL_PLANE}/dp-client-certificates`]: [200, none],
  [`POST ${CONTROL_PLANE}/dp-client-certificates`]: [201, () => ({ cert: testTls.cert, title: 'edge' })],
  [`GET ${CONTROL_PLANE}/dp-client-certificates/{certificateId}`]: [200, none],
  [`PUT ${CONTROL_PLANE}/dp-client-certificates/{certificateId}`]: [200, () => ({ cert: testTls.cert })],
  [`DELETE ${CONTROL_PLANE}/dp-client-certificates/{certificateId}`]: [204, none],
  [`GET ${CONTROL_PLANE}/expected-config-hash`]: [200, none],
  [`GET ${CONTROL_PLANE}/group-member-status`]: [200, none],
  [`GET ${CONTROL_PLANE}/group-memberships`]: [200, none],
  [`PUT ${CONTROL_PLANE}/group-memberships`]: [204, ({ controlPlaneId: id }) => ({ members: [{ id }] })],
  [`POST ${CONTROL_PLANE}/group-memberships/add`]: [204, ({ controlPlaneId: id }) => ({ members: [{ id }] })],
  [`POST ${CONTROL_PLANE}/group-memberships/remove`]: [
    204,
    ({ controlPlaneId: id }) => ({ members: [{ id }] }),
  ],
  [`GET ${CONTROL_PLANE}/group-status`]: [200, none],
  [`GET ${CONTROL_PLANE}/nodes`]: [200, none],
  [`GET ${CONTROL_PLANE}/nodes/{nodeId}`]: [404, none],
  [`DELETE ${CONTROL_PLANE}/nodes/{nodeId}`]: [404, none],
  [`GET ${CONTROL_PLANE}/nodes/eol`]: [200, none],
  'GET /v3/organizations/me': [200, none],
  'GET /v3/users/me': [200, none],
};

/** Routes of groups, which a plain control plane doesn't have. */
const OF_GROUPS = /group-memberships|group-status/;

const contract: { routes: Record<string, object> } = JSON.parse(
  readFileSync(new URL('konnect-contract.json', import.meta.url), 'utf8'),
);

function none(): undefined {
  return undefined;
}

async function prepare(): Promise<Prepared> {
  const scene = await startScene();
  const { send, client, controlPlaneId, targets } = scene;
  const core = `/v2/control-planes/${controlPlaneId}/core-entities`;
  const groupId = await scene.createGateway({ cluster_type: 'CLUSTER_TYPE_CONTROL_PLANE_GROUP' });
  const service = await client.createEntity<{ id: string }>(`${core}/services`, { host: 'a.example' });
  const routes = `${core}/services/${service.id}/routes`;
  const route = await client.createEntity<{ id: string }>(routes, { paths: ['/a'] });
  const target = await client.createEntity<{ id: string }>(targets, { target: '10.0.0.1' });
  const certificates = `/v2/control-planes/${controlPlaneId}/dp-client-certificates`;
  const created = await send('POST', certificates, { cert: testTls.cert });
  return {
    ...scene,
    groupId,
    serviceId: service.id,
    routeId: route.id,
    targetId: target.id,
    dataPlaneCertificateId: (created.body as { item: { id: string } }).item.id,
  };
}

function pathOf(template: string, scene: Prepared): string {
  const ids: Record<string, string> = {
    controlPlaneId: OF_GROUPS.test(template) ? scene.groupId : scene.controlPlaneId,
    RouteId: scene.routeId,
    ServiceId: scene.serviceId,
    UpstreamId: scene.upstreamId,
    UpstreamIdForTarget: scene.upstreamId,
    TargetId: scene.targetId,
    certificateId: scene.dataPlaneCertificateId,
    nodeId: UNKNOWN_ID,
  };
  return template.replace(/\{(\w+)\}/g, (_match, name: string) => ids[name] ?? name);
}

test('every route of the contract is called here', () => {
  expect(Object.keys(CALLS).sort()).toEqual(Object.keys(contract.routes).sort());
});

// Every answer, whatever its status, is checked against the contract by `send`.
describe.each(Object.entries(CALLS))('%s', (route, [status, bodyOf]) => {
  const [method = '', template = ''] = route.split(' ');

  test('answers as the contract has it', async () => {
    const scene = await prepare();
    const answer = await scene.send(method, pathOf(template, scene), bodyOf(scene));
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
  });

  test('answers 401 without a token', async () => {
    const scene = await prepare();
    const headers = { authorization: 'Bearer kpat_unknown' };
    const answer = await scene.send(method, pathOf(template, scene), bodyOf(scene), headers);
    expect(answer.status).toBe(401);
  });

  if (template.includes('{controlPlaneId}')) {
    test('answers 404 for a control plane that is not there, and 400 for what is no id', async () => {
      const scene = await prepare();
      const unknown = pathOf(template.replace('{controlPlaneId}', UNKNOWN_ID), scene);
      expect((await scene.send(method, unknown, bodyOf(scene))).status).toBe(404);
      const broken = pathOf(template.replace('{controlPlaneId}', 'x'), scene);
      expect((await scene.send(method, broken, bodyOf(scene))).status).toBe(400);
    });
  }

  if (method === 'POST' || method === 'PUT' || method === 'PATCH') {
    test.each(['{', '[]', '7', '{"unheard_of": 1}', '{"name": 7, "cert": 7, "host": 7, "members": 7}'])(
      'answers 400 for the body %s',
      async (body) => {
        const scene = await prepare();
        const answer = await scene.send(method, pathOf(template, scene), body);
        expect(answer.status).toBe(400);
      },
    );
  }
});
