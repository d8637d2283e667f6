import { readFileSync } from 'node:fs';
import type { KubernetesObject, Resource } from '@sluice/controller-runtime';
import {
  KongTarget,
  KongUpstream,
  KonnectAPIAuthConfiguration,
  KonnectGatewayControlPlane,
  resourceOf,
} from '@sluice/kong-resources';
import { CreateControlPlaneRequest, TargetRequest, UpstreamRequest } from '@sluice/konnect-api';
import { startOperator } from '@sluice/operator';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { ChaosProxy } from './support/chaos-proxy.ts';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { certificateId, entityShapes, planeShapes } from './support/entity-shapes.ts';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';

let world: FaultWorld;
beforeAll(async () => {
  world = await startFaultWorld();
});
afterAll(() => world?.stop());

const resources: Readonly<Record<string, Resource>> = Object.fromEntries(
  [KonnectAPIAuthConfiguration, KonnectGatewayControlPlane, KongUpstream, KongTarget].map((kind) => [
    kind.kind,
    resourceOf(kind),
  ]),
);
const namespace = 'default';
const anyPort = { host: '127.0.0.1', port: 0 };
const waiting = { timeout: 60_000, interval: 100 };

async function everything(): Promise<KubernetesObject[]> {
  const lists = await Promise.all(
    Object.values(resources).map((resource) => world.client.list(resource, { namespace })),
  );
  return lists.flatMap(({ items }) => items);
}

it('100 scans over every shape of entity write nothing, neither to Konnect nor to the cluster', async () => {
  const konnect = await ChaosProxy.start(world.backends.konnect, world.tls);
  const operator = await startOperator({
    cluster: world.cluster,
    logger: pino({ level: 'silent' }),
    konnectCa: readFileSync(world.konnect.caFile, 'utf8'),
    syncPeriodMs: 50,
    metricsAddress: anyPort,
    healthAddress: anyPort,
  });
  onTestFinished(async () => {
    await operator.close();
    await konnect.stop();
  });
  const token = readFileSync(world.konnect.tokenFile, 'utf8').trim();
  await create([
    {
      apiVersion: 'konnect.konghq.com/v1alpha1',
      kind: 'KonnectAPIAuthConfiguration',
      metadata: { name: 'auth', namespace },
      ...{ spec: { type: 'token', token, serverURL: konnect.url } },
    },
    ...planeShapes,
  ]);
  const planeId = await idOfPlane();
  const certificates = `/v2/control-planes/${planeId}/core-entities/certificates`;
  await new ControlPlaneApi(world.konnect).put(`${certificates}/${certificateId}`, world.tls);
  await create(entityShapes);
  await vi.waitFor(async () => expect(unprogrammed(await everything())).toEqual([]), waiting);

  const scans = () =>
    konnect.asked.filter((asked) => asked.includes(`${planeId}/core-entities/targets?`)).length;
  const writes = () => konnect.asked.filter((asked) => !asked.startsWith('GET'));
  // What was written is told of by the change stream, which may be behind.
  const settled = scans();
  await vi.waitFor(() => expect(scans() - settled).toBeGreaterThanOrEqual(2), waiting);
  const [before, written, scanned] = [await everything(), writes().length, scans()];

  await vi.waitFor(() => expect(scans() - scanned).toBeGreaterThanOrEqual(100), waiting);
  expect(writes().slice(written)).toEqual([]);
  expect(await everything()).toEqual(before);
  const events = await world.client.list({ group: '', version: 'v1', plural: 'events', namespaced: true });
  expect(events.items).toEqual([]);
}, 150_000);

it.each([
  ['an upstream', UpstreamRequest, entityShapes],
  ['a target', TargetRequest, entityShapes],
  ['a control plane', CreateControlPlaneRequest, planeShapes],
])('every field that the API knows of %s is in one of the shapes', (_what, schema, shapes) => {
  const given = new Set(shapes.flatMap((shape) => pathsIn((shape as unknown as { spec: object }).spec)));
  const known = pathsOf(schema).filter((path) => !ofTheApi.has(path));
  expect(known.filter((path) => !given.has(path) && !given.has(`createControlPlaneRequest.${path}`))).toEqual(
    [],
  );
});

/** What no spec has: the API's own, what the path says, and what the kind doesn't know. */
const ofTheApi = new Set(['id', 'created_at', 'updated_at', 'upstream', 'upstream.id', 'failover']);

/** The paths of all fields of a schema, down to those of objects in it. */
function pathsOf(schema: object, prefix = ''): string[] {
  const { properties = {} } = schema as { properties?: Record<string, object> };
  return Object.entries(properties).flatMap(([name, of]) => [
    `${prefix}${name}`,
    ...pathsOf(of, `${prefix}${name}.`),
  ]);
}

function pathsIn(value: object, prefix = ''): string[] {
  if (Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, of]) => [
    `${prefix}${name}`,
    ...(typeof of === 'object' && of !== null ? pathsIn(of, `${prefix}${name}.`) : []),
  ]);
}

async function create(shapes: readonly KubernetesObject[]): Promise<void> {
  for (const shape of shapes) await world.client.create(resources[shape.kind ?? ''] as Resource, shape);
}

/** The id of the control plane that the entities are in, once it has one. */
function idOfPlane(): Promise<string> {
  return vi.waitFor(async () => {
    const plane = await world.client.get(resourceOf(KonnectGatewayControlPlane), namespace, 'plane');
    const { status } = plane as { status?: { id?: string } };
    if (!status?.id) throw new Error('the control plane has no id yet');
    return status.id;
  }, waiting);
}

interface WithConditions {
  readonly status?: { readonly conditions?: readonly { type: string; status: string; message: string }[] };
}

/** Who isn't as it should be, and why. */
function unprogrammed(objects: readonly KubernetesObject[]): string[] {
  return objects.flatMap((object) => {
    const { conditions = [] } = (object as WithConditions).status ?? {};
    const main = conditions.find(({ type }) => type === 'Programmed' || type === 'APIAuthValid');
    return main?.status === 'True' ? [] : [`${object.metadata.name}: ${main?.message}`];
  });
}
