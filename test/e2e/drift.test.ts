import { afterAll, beforeAll, expect, it } from 'vitest';
import { ControlPlaneApi, type Entity } from './support/control-plane-api.ts';
import { guide, target } from './support/guide-manifests.ts';
import { type GuideWorld, startGuideWorld } from './support/guide-world.ts';
import { sluice } from './support/sluice-up.ts';

const controlPlane = 'gateway-control-plane';
/** Far below the sync period: what is mended by then was found by no scan. */
const soon = { timeout: 10_000, interval: 20 };

let world: GuideWorld;
let api: ControlPlaneApi;

beforeAll(async () => {
  world = await startGuideWorld();
  api = new ControlPlaneApi(world.ready.controlPlane);
  await world.kubectl.apply(Object.values(guide).join('---'));
  for (const name of ['target-a', 'target-b']) await world.kubectl.programmed('kongtarget', name);
});
afterAll(() => world.stop());

async function targets(): Promise<Entity[]> {
  return (await api.entities(controlPlane, 'targets')).toSorted((a, b) => (a.weight ?? 0) - (b.weight ?? 0));
}

/** Where a target is written and deleted. */
async function pathOf({ id, upstream }: Entity): Promise<string> {
  const planeId = await api.controlPlaneId(controlPlane);
  return `/v2/control-planes/${planeId}/core-entities/upstreams/${upstream?.id}/targets/${id}`;
}

/** The Events about a target, as kubectl tells them. */
async function tales(name: string): Promise<string> {
  const selector = `involvedObject.name=${name}`;
  return world.kubectl.ok(['get', 'events', '--field-selector', selector, '--no-headers']);
}

it.each([
  [
    'change',
    'DriftMended',
    'put back: weight',
    (path: string) => api.put(path, { target: '10.0.0.1', weight: 1 }),
  ],
  ['deletion', 'MadeAgain', 'made again', (path: string) => api.delete(path)],
])('a %s by hand is mended at once, and kubectl tells of it', async (_what, reason, words, edit) => {
  const [first] = await targets();
  if (!first) return expect.unreachable('the guide has targets');
  await edit(await pathOf(first));
  await expect
    .poll(
      async () =>
        (await targets()).map(({ target, weight, tags }) => ({ target, weight, tags: tags?.length })),
      soon,
    )
    .toEqual([
      { target: '10.0.0.1:8000', weight: 30, tags: 8 },
      { target: '10.0.0.2:8000', weight: 70, tags: 8 },
    ]);
  await expect.poll(() => tales('target-a'), soon).toMatch(new RegExp(`${reason}.*${words}`));
});

it('fields of a control plane, and members of a group, are put back at once', async () => {
  const planeId = await api.controlPlaneId(controlPlane);
  await world.kubectl.apply(`
apiVersion: konnect.konghq.com/v1alpha2
kind: KonnectGatewayControlPlane
metadata: {name: group, namespace: default}
spec:
  createControlPlaneRequest: {name: group, cluster_type: CLUSTER_TYPE_CONTROL_PLANE_GROUP}
  members: [{name: ${controlPlane}}]
  konnect: {authRef: {name: konnect-api-auth}}
`);
  await world.kubectl.programmed('konnectgatewaycontrolplane', 'group');
  const memberships = `/v2/control-planes/${await api.controlPlaneId('group')}/group-memberships`;
  await api.patch(`/v2/control-planes/${planeId}`, {
    name: 'renamed',
    description: 'by hand',
    labels: { mine: 'x' },
    proxy_urls: [{ host: 'a.example', port: 443, protocol: 'https' }],
  });
  await api.put(memberships, { members: [] });
  await expect
    .poll(() => api.get(`/v2/control-planes/${planeId}`), soon)
    .toMatchObject({
      name: controlPlane,
      description: '',
      labels: { 'k8s-name': controlPlane },
      config: { proxy_urls: [] },
    });
  await expect.poll(() => api.get(memberships), soon).toMatchObject({ data: [{ id: planeId }] });
  await expect
    .poll(() => tales(controlPlane), soon)
    .toMatch(/DriftMended.*put back: name, description, proxy_urls, labels\./);
  await expect.poll(() => tales('group'), soon).toMatch(/DriftMended.*put back: members/);
  await world.kubectl.ok(['delete', 'konnectgatewaycontrolplane', 'group']);
});

it('a mirror says at once that what it showed is gone', async () => {
  const { id } = JSON.parse(await api.post('/v2/control-planes', { name: 'made-elsewhere' }));
  await world.kubectl.apply(`
apiVersion: konnect.konghq.com/v1alpha2
kind: KonnectGatewayControlPlane
metadata: {name: mirror, namespace: default}
spec: {source: Mirror, mirror: {konnect: {id: ${id}}}, konnect: {authRef: {name: konnect-api-auth}}}
`);
  await world.kubectl.programmed('konnectgatewaycontrolplane', 'mirror');
  await api.delete(`/v2/control-planes/${id}`);
  const failed = { status: 'False', reason: 'Failed' };
  const kind = 'konnectgatewaycontrolplane';
  await world.kubectl.condition(kind, 'mirror', 'Mirrored', failed, { timeoutMs: soon.timeout });
  await world.kubectl.ok(['delete', kind, 'mirror']);
});

it('a dry run of the operator tells what it would do, and does nothing', async () => {
  const asDeclared = await here('operator', '--dry-run');
  expect(asDeclared).toMatchObject({ code: 0, err: '' });
  expect(asDeclared.out).toBe('0 to create, 0 to update, 0 to delete, 0 blocked, 4 as declared\n');

  await world.kubectl.ok(['annotate', 'kongtarget', 'target-b', 'sluice/paused=true']);
  await world.kubectl.apply(target('target-b', '10.0.0.2', 75));
  const before = await world.kubectl.get('kongtarget', 'target-b');
  const { code, out } = await here('operator', '--dry-run', '--output', 'json');
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    unchanged: 3,
    steps: [{ action: 'blocked', kind: 'KongTarget', object: 'default/target-b' }],
  });
  expect(await world.kubectl.get('kongtarget', 'target-b')).toEqual(before);
  expect((await targets()).map(({ weight }) => weight)).toEqual([30, 70]);
});

it('a change by hand is mended at once by an operator whose control plane was killed and came back', async () => {
  await world.kubectl.ok(['annotate', 'kongtarget', 'target-b', 'sluice/paused-']);
  const weights = async () => (await targets().catch(() => [])).map(({ weight }) => weight);
  await expect.poll(weights, soon).toEqual([30, 75]);
  process.kill(world.ready.pids.controlPlane, 'SIGKILL');
  await expect.poll(weights, soon).toEqual([30, 75]);
  const [first] = await targets();
  if (!first) return expect.unreachable('the guide has targets');
  await api.put(await pathOf(first), { target: '10.0.0.1', weight: 1 });
  await expect.poll(weights, soon).toEqual([30, 75]);
});

/** Runs a command of `sluice` against the world to its end. */
function here(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { kubeconfig, controlPlane: server } = world.ready;
  const where = ['--kubeconfig', kubeconfig, '--konnect-ca-file', server.caFile];
  return sluice(...args, ...where);
}
