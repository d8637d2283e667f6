import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type OperatorOptions, planChanges, type RunningOperator, startOperator } from '@sluice/operator';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';
import { kongObjects } from './support/kong-objects.ts';
import { Kubectl } from './support/kubectl.ts';

const { auth, plane, upstream, target } = kongObjects;
const [planes, upstreams, targets] = ['konnectgatewaycontrolplane', 'kongupstream', 'kongtarget'];
const anyPort = { host: '127.0.0.1', port: 0 };
const syncPeriodMs = 1_000;
const waiting = { timeout: 60_000, interval: 250 };

/** The cluster that is lost, whose control plane lives on, and the one that the backup is restored into. */
let [lost, restored]: FaultWorld[] = [];
let program = '';
beforeAll(async () => {
  [lost, restored] = await Promise.all([startFaultWorld(), startFaultWorld()]);
  program = (await kubernetesTools('1.35')).kubectl;
});
afterAll(() => Promise.all([lost?.stop(), restored?.stop()]));

function started(world: FaultWorld | undefined): FaultWorld {
  if (!world) throw new TypeError('the servers are not started yet');
  return world;
}

const kubectlOf = (world: FaultWorld) =>
  new Kubectl(program, join(dirname(world.konnect.caFile), '..', 'kubeconfig'));

/** How an operator of a cluster is run that keeps the control plane of the lost one. */
function operatorOptions({ cluster }: FaultWorld): OperatorOptions {
  return {
    cluster,
    logger: pino({ level: 'silent' }),
    konnectCa: readFileSync(started(lost).konnect.caFile, 'utf8'),
    syncPeriodMs,
    metricsAddress: anyPort,
    healthAddress: anyPort,
  };
}

async function run(options: OperatorOptions): Promise<RunningOperator> {
  const operator = await startOperator(options);
  onTestFinished(() => operator.close());
  return operator;
}

/** How many calls an operator has made, by entity and operation. */
async function callsOf({ metricsUrl = '' }: RunningOperator): Promise<Record<string, number>> {
  const text = await (await fetch(metricsUrl)).text();
  const calls: Record<string, number> = {};
  for (const [, labels = '', count] of text.matchAll(
    /^sluice_konnect_request_duration_seconds_count\{(.*)\} (\d+)$/gm,
  )) {
    const of = (label: string) => new RegExp(`${label}="([^"]*)"`).exec(labels)?.[1];
    const key = `${of('operation')} ${of('entity')}`;
    calls[key] = (calls[key] ?? 0) + Number(count);
  }
  return calls;
}

/** What a cluster is restored from: what kubectl printed, without what only the lost cluster can know. */
function manifests(backup: string): object[] {
  const { items } = parse(backup) as { items: { metadata: Record<string, unknown>; status?: unknown }[] };
  return items.map(({ metadata, status: _lost, ...rest }) => {
    const {
      uid: _uid,
      resourceVersion: _version,
      creationTimestamp: _time,
      generation: _count,
      ...kept
    } = metadata;
    return { ...rest, metadata: kept };
  });
}

it('a restored cluster takes back what it had made, though it is called otherwise by now', async () => {
  const [before, after] = [started(lost), started(restored)];
  const [kubectl, again] = [kubectlOf(before), kubectlOf(after)];
  const api = new ControlPlaneApi(before.konnect);
  const token = readFileSync(before.konnect.tokenFile, 'utf8').trim();
  const long = 'long.'.repeat(50).concat('ish');
  const addresses = Array.from({ length: 20 }, (_, at) => `10.0.0.${at}`);
  const objects = [
    auth('auth', before.konnect.url, token),
    plane('plane'),
    plane(long, { createControlPlaneRequest: { name: 'long-plane' } }),
    upstream('renamed', { slots: 100 }),
    upstream(long, { name: 'long' }),
    target(long, '10.1.0.1', long),
    ...addresses.map((address, at) => target(`target-${at}`, address, 'renamed')),
  ];
  const apply = (to: Kubectl, all: readonly object[]) =>
    to.apply(all.map((object) => stringify(object)).join('\n---\n'));
  const everyTarget = [long, ...addresses.map((_, at) => `target-${at}`)];
  const programmed = async (of: Kubectl) => {
    for (const name of everyTarget) await of.programmed(targets, name);
  };

  const first = await startOperator(operatorOptions(before));
  await apply(kubectl, objects);
  await programmed(kubectl);
  const backup = await kubectl.ok([
    'get',
    `konnectapiauthconfiguration,${planes},${upstreams},${targets}`,
    ...['--output', 'yaml'],
  ]);

  // Life goes on after the backup, until the cluster is lost.
  const patch = (kind: string, name: string, spec: object) =>
    kubectl.ok(['patch', kind, name, '--type=merge', '--patch', JSON.stringify({ spec })]);
  await patch(upstreams, 'renamed', { name: 'name-of-today', slots: 200 });
  await patch(upstreams, long, { name: 'long-name-of-today' });
  await patch(targets, 'target-0', { target: '10.9.9.9:99' });
  await patch(targets, long, { target: '10.9.9.9:99' });
  await patch(planes, 'plane', { createControlPlaneRequest: { name: 'plane-of-today' } });
  await patch(planes, long, { createControlPlaneRequest: { name: 'long-plane-of-today' } });
  const state = async (name: string) => ({
    plane: await api.controlPlaneId(name),
    upstreams: (await api.entities(name, 'upstreams')).map(({ id, name: called, slots }) => ({
      id,
      called,
      slots,
    })),
    targets: (await api.entities(name, 'targets')).map(({ id, target: at, upstream: below }) => ({
      id,
      at,
      below: below?.id,
    })),
  });
  const changed = async () => {
    const { upstreams: all, targets: below } = await state('plane-of-today');
    const planesToo = [
      await api.controlPlaneId('plane-of-today'),
      await api.controlPlaneId('long-plane-of-today'),
    ];
    return [...all.map(({ called }) => called), ...below.map(({ at }) => at), ...planesToo];
  };
  const isChanged = (value: string | undefined) => value?.endsWith('of-today') || value === '10.9.9.9:99';
  await expect.poll(async () => (await changed()).filter(isChanged).length, waiting).toBe(4);
  await expect.poll(async () => (await changed()).includes(undefined), waiting).toBe(false);
  await first.close();
  const left = await state('plane-of-today');
  const longPlane = await api.controlPlaneId('long-plane-of-today');

  await apply(again, manifests(backup));
  const options: OperatorOptions = { ...operatorOptions(after), adoptByName: true, pruneOrphans: true };
  // The token has been judged by no operator of this cluster, and what depends on it is foreseen all the same.
  const plan = await planChanges(options);
  expect(plan.steps.map(({ action }) => action)).toEqual(Array.from({ length: 25 }, () => 'update'));
  expect(plan.steps.map(({ id }) => id).toSorted()).toEqual(
    [
      left.plane,
      longPlane,
      ...left.upstreams.map(({ id }) => id),
      ...left.targets.map(({ id }) => id),
    ].toSorted(),
  );
  expect(plan.steps.find(({ object }) => object === 'default/renamed')?.differences).toMatchObject([
    { path: 'name', from: 'name-of-today', to: 'renamed' },
    { path: 'slots', from: 200, to: 100 },
    { path: 'tags' },
  ]);

  const operator = await run(options);
  await programmed(again);
  await again.programmed(planes, long);
  const back = await state('plane');
  expect(back.plane).toBe(left.plane);
  expect(await api.controlPlaneId('long-plane')).toBe(longPlane);
  const called = new Map([
    ['name-of-today', 'renamed'],
    ['long-name-of-today', 'long'],
  ]);
  expect(back.upstreams).toEqual(
    left.upstreams.map(({ id, called: name = '' }) => ({
      id,
      called: called.get(name),
      slots: name === 'name-of-today' ? 100 : 10_000,
    })),
  );
  const ids = (all: readonly { readonly id: string; readonly below?: string | undefined }[]) =>
    all.map(({ id, below }) => `${id} below ${below}`);
  expect(ids(back.targets)).toEqual(ids(left.targets));
  expect(back.targets.map(({ at }) => at).toSorted()).toEqual(
    [...addresses, '10.1.0.1'].map((address) => `${address}:8000`).toSorted(),
  );
  const calls = await callsOf(operator);
  expect(calls).toMatchObject({ 'update control-plane': 2, 'upsert upstream': 2, 'upsert target': 21 });

  // Some periods later nothing has been written, pruned or reported.
  const scans = async () => (await callsOf(operator))['list target'] ?? 0;
  const soFar = await scans();
  await expect.poll(scans, waiting).toBeGreaterThan(soFar + 3);
  expect(await state('plane')).toEqual(back);
  expect(await callsOf(operator)).toMatchObject({
    'update control-plane': 2,
    'upsert upstream': 2,
    'upsert target': 21,
  });
  const events = JSON.parse(await again.ok(['get', 'events', '--output', 'json'])) as {
    items: { reason: string; involvedObject: { name: string } }[];
  };
  const told = events.items.map(({ reason, involvedObject }) => `${involvedObject.name} ${reason}`);
  expect(told.toSorted()).toEqual(
    ['plane', long, 'renamed', long, ...everyTarget].map((name) => `${name} TakenOver`).toSorted(),
  );
  expect((await planChanges(options)).steps).toEqual([]);
});
