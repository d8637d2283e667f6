import { readFileSync } from 'node:fs';
import { KonnectGatewayControlPlane, resourceOf } from '@sluice/kong-resources';
import { createKonnectClient, type KonnectClient, type Upstream, upstreamsPath } from '@sluice/konnect-api';
import { startOperator } from '@sluice/operator';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { type FaultWorld, startFaultWorld } from './support/fault-world.ts';

let world: FaultWorld;
let konnect: KonnectClient;
beforeAll(async () => {
  world = await startFaultWorld();
  const { url, caFile, tokenFile } = world.konnect;
  const token = readFileSync(tokenFile, 'utf8').trim();
  konnect = createKonnectClient({ serverUrl: url, token, ca: readFileSync(caFile, 'utf8') });
});
afterAll(async () => {
  await konnect?.close();
  await world?.stop();
});

const planes = resourceOf(KonnectGatewayControlPlane);
const waiting = { timeout: 20_000, interval: 100 };
const anyPort = { host: '127.0.0.1', port: 0 };

/** What an entity carries that was made from an object which is gone: as tags, and as labels. */
const facts = (kind: string, name: string, of = 'default') => ({
  'k8s-group': kind.startsWith('Konnect') ? 'konnect.konghq.com' : 'configuration.konghq.com',
  'k8s-kind': kind,
  'k8s-namespace': of,
  'k8s-name': name,
  'k8s-uid': '8f3c1f0e-0000-4000-8000-000000000000',
  'managed-by': 'kong-operator',
});
const marks = (kind: string, of?: string) =>
  Object.entries(facts(kind, 'long-gone', of)).map((fact) => fact.join(':'));

async function createPlane(name: string, spec: object): Promise<string> {
  await world.client.create(planes, {
    apiVersion: 'konnect.konghq.com/v1alpha2',
    kind: KonnectGatewayControlPlane.kind,
    metadata: { name, namespace: 'default' },
    ...{ spec: { ...spec, konnect: { authRef: { name: 'auth' } } } },
  });
  return vi.waitFor(async () => {
    const { status } = (await world.client.get(planes, 'default', name)) as { status?: { id?: string } };
    if (!status?.id) throw new Error(`${name} has no id yet`);
    return status.id;
  }, waiting);
}

const namesIn = async (planeId: string) =>
  (await konnect.listEntities<Upstream>(upstreamsPath(planeId))).data.map(({ name }) => name).sort();

it('with --prune-orphans, an entity whose object is gone is removed where this cluster alone can have made it', async () => {
  const operator = await startOperator({
    cluster: world.cluster,
    logger: pino({ level: 'silent' }),
    konnectCa: readFileSync(world.konnect.caFile, 'utf8'),
    syncPeriodMs: 300,
    pruneOrphans: true,
    adoptByName: true,
    watchNamespaces: ['default'],
    metricsAddress: anyPort,
    healthAddress: anyPort,
  });
  onTestFinished(() => operator.close());
  await world.client.create(
    {
      group: 'konnect.konghq.com',
      version: 'v1alpha1',
      plural: 'konnectapiauthconfigurations',
      namespaced: true,
    },
    {
      apiVersion: 'konnect.konghq.com/v1alpha1',
      kind: 'KonnectAPIAuthConfiguration',
      metadata: { name: 'auth', namespace: 'default' },
      ...{
        spec: {
          type: 'token',
          token: readFileSync(world.konnect.tokenFile, 'utf8').trim(),
          serverURL: world.konnect.url,
        },
      },
    },
  );
  const others = await konnect.createControlPlane({ name: 'made-elsewhere' });
  await konnect.createControlPlane({
    name: 'adopted',
    labels: facts('KonnectGatewayControlPlane', 'adopted'),
  });
  const own = await createPlane('own', { createControlPlaneRequest: { name: 'own' } });
  const adopted = await createPlane('adopted', { createControlPlaneRequest: { name: 'adopted' } });
  const mirror = await createPlane('mirror', { source: 'Mirror', mirror: { konnect: { id: others.id } } });
  const left = ['by-hand', 'half-marked', 'of-another-kind', 'of-another-namespace'];
  for (const id of [own, mirror, adopted]) {
    const tagged = {
      'by-hand': ['mine'],
      'half-marked': ['k8s-uid:8f3c1f0e-0000-4000-8000-000000000000', 'k8s-kind:KongUpstream'],
      'of-another-kind': marks('KongTarget'),
      'of-another-namespace': marks('KongUpstream', 'elsewhere'),
      orphan: marks('KongUpstream'),
    };
    for (const [name, tags] of Object.entries(tagged)) {
      await konnect.createEntity(upstreamsPath(id), { name, tags });
    }
  }
  await vi.waitFor(async () => expect(await namesIn(own)).toEqual(left), waiting);

  const events = { group: '', version: 'v1', plural: 'events', namespaced: true };
  await vi.waitFor(async () => {
    const { items } = await world.client.list(events);
    const told = items.map((event) => {
      const { reason, involvedObject } = event as unknown as {
        reason: string;
        involvedObject: { name: string };
      };
      return `${involvedObject.name} ${reason}`;
    });
    expect(told.sort()).toEqual([
      'adopted OrphansFound',
      'adopted TakenOver',
      'mirror OrphansFound',
      'own OrphansRemoved',
    ]);
  }, waiting);
  for (const id of [mirror, adopted]) expect(await namesIn(id)).toEqual([...left, 'orphan']);
});
