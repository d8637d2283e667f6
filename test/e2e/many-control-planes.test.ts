import { readFileSync } from 'node:fs';
import type { KubernetesObject } from '@sluice/controller-runtime';
import {
  KongUpstream,
  KonnectAPIAuthConfiguration,
  KonnectGatewayControlPlane,
  resourceOf,
} from '@sluice/kong-resources';
import { createKonnectClient, type KonnectClient, type Upstream, upstreamsPath } from '@sluice/konnect-api';
import { startOperator } from '@sluice/operator';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ChaosProxy } from './support/chaos-proxy.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';

/** Half as many again as there were streams to a server when each control plane had one. */
const count = 150;
const namespace = 'default';
/** Far beyond the test, so that nothing is found by a scan. */
const syncPeriodMs = 3_600_000;
const waiting = { timeout: 120_000, interval: 200 };
const atATime = 16;
const wrongSlots = 777;
const anyPort = { host: '127.0.0.1', port: 0 };

let world: FaultWorld;
let proxy: ChaosProxy;
let operator: Awaited<ReturnType<typeof startOperator>>;
let byHand: KonnectClient;
let planeIds: readonly string[];

beforeAll(async () => {
  world = await startFaultWorld();
  proxy = await ChaosProxy.start(world.backends.konnect, world.tls);
  const ca = readFileSync(world.konnect.caFile, 'utf8');
  const token = readFileSync(world.konnect.tokenFile, 'utf8').trim();
  operator = await startOperator({
    cluster: world.cluster,
    logger: pino({ level: 'silent' }),
    konnectCa: ca,
    syncPeriodMs,
    metricsAddress: anyPort,
    healthAddress: anyPort,
  });
  byHand = createKonnectClient({ serverUrl: world.konnect.url, token, ca, timeoutMs: 60_000 });
  await create(KonnectAPIAuthConfiguration, 'auth', { type: 'token', token, serverURL: proxy.url });
  for (let at = 0; at < count; at++) await createPlane(`gateway-${at}`);
  await vi.waitFor(async () => expect(await programmed()).toBe(count), waiting);
  planeIds = await idsOfPlanes();
}, 300_000);
afterAll(async () => {
  await byHand.close();
  await operator.close();
  await proxy.stop();
  await world.stop();
});

it('an edit by hand in each of 150 control planes is put back without a scan', async () => {
  await editAll();
  await allMended();
  expect(await streams()).toBe(1);
}, 180_000);

it('what is edited while the stream is cut, in all and in one that is new, is put back when it is back', async () => {
  proxy.cut();
  await editAll();
  proxy.cut();
  await createPlane('gateway-later');
  await vi.waitFor(async () => expect(await programmed()).toBe(count + 1), waiting);
  planeIds = await idsOfPlanes();
  proxy.cut();
  await editAll();
  await allMended();
}, 180_000);

it('and what is edited after one of them was deleted by hand, which is made again', async () => {
  const [gone = '', ...others] = planeIds;
  await byHand.deleteControlPlane(gone);
  await vi.waitFor(async () => {
    planeIds = await idsOfPlanes();
    expect(planeIds).toHaveLength(count + 1);
    expect(planeIds).not.toContain(gone);
    expect((await upstreams()).length).toBe(count + 1);
  }, waiting);
  expect(planeIds).toEqual(expect.arrayContaining(others));
  await editAll();
  await allMended();
}, 180_000);

/** How many streams of changes are open, as the operator counts them. */
async function streams(): Promise<number> {
  const metrics = await (await fetch(operator.metricsUrl ?? '')).text();
  return Number(/^sluice_change_streams\{.*\} (\d+)$/m.exec(metrics)?.[1]);
}

async function create(kind: Parameters<typeof resourceOf>[0], name: string, spec: object): Promise<void> {
  const { group, version } = resourceOf(kind);
  const object: KubernetesObject = {
    apiVersion: `${group}/${version}`,
    kind: kind.kind,
    metadata: { name, namespace },
  };
  await world.client.create(resourceOf(kind), { ...object, ...{ spec } });
}

async function createPlane(name: string): Promise<void> {
  await create(KonnectGatewayControlPlane, name, {
    createControlPlaneRequest: { name },
    konnect: { authRef: { name: 'auth' } },
  });
  const controlPlaneRef = { type: 'konnectNamespacedRef', konnectNamespacedRef: { name } };
  await create(KongUpstream, `upstream-${name}`, { name: `upstream-${name}`, controlPlaneRef });
}

/** How many upstreams are programmed. */
async function programmed(): Promise<number> {
  const { items } = await world.client.list(resourceOf(KongUpstream), { namespace });
  const isProgrammed = (item: KubernetesObject) =>
    (item as { status?: { conditions?: { type: string; status: string }[] } }).status?.conditions?.some(
      ({ type, status }) => type === 'Programmed' && status === 'True',
    );
  return items.filter(isProgrammed).length;
}

async function idsOfPlanes(): Promise<string[]> {
  const ids: string[] = [];
  for (let pageNumber = 1; ; pageNumber++) {
    const { data, meta } = await byHand.listControlPlanes({ pageSize: 100, pageNumber });
    ids.push(...data.map(({ id }) => id));
    if (ids.length >= meta.page.total) return ids;
  }
}

/** Calls for each control plane, a few at a time. */
async function inEach<Result>(work: (planeId: string) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const queue = planeIds.values();
  const lane = async () => {
    for (const planeId of queue) results.push(await work(planeId));
  };
  await Promise.all(Array.from({ length: atATime }, lane));
  return results;
}

/** What stands in all control planes now, as somebody sees it who asks. */
async function upstreams(): Promise<Upstream[]> {
  return (await inEach(async (id) => (await byHand.listEntities<Upstream>(upstreamsPath(id))).data)).flat();
}

/** Changes the upstream of each control plane behind the operator's back. */
async function editAll(): Promise<void> {
  await inEach(async (id) => {
    const { data } = await byHand.listEntities<Upstream>(upstreamsPath(id));
    const [{ name, tags, id: upstreamId = '' } = { name: '', tags: [] }] = data;
    await byHand.putEntity(upstreamsPath(id), upstreamId, { name, tags, slots: wrongSlots });
  });
}

async function allMended(): Promise<void> {
  const isWrong = ({ slots }: Upstream) => slots === wrongSlots;
  await vi.waitFor(async () => expect((await upstreams()).filter(isWrong)).toEqual([]), waiting);
}
