import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusal, type StoredObject } from './fake-cluster.ts';
import { rateLimited, serverError, unreachable } from './fake-konnect.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

const planeNames = ['gateway', 'gateway-2'] as const;
const upstreamNames = ['up-1', 'up-2', 'up-3'] as const;
const targetNames = ['t-1', 't-2', 't-3', 't-4', 't-5'] as const;
const goodAddress = fc.constantFrom('10.0.0.1', '10.0.0.1:8000', '10.0.0.2', 'example.com');
const address = fc.oneof(
  { weight: 9, arbitrary: goodAddress },
  { weight: 1, arbitrary: fc.constant('host:80:80') },
);

/** Something that happens to the world. */
type Step = (world: World) => void | Promise<void>;

/** A step with words for a failing test's report. */
function step(words: string, run: Step): { run: Step; toString(): string } {
  return { run, toString: () => words };
}

const createUpstream = fc
  .record({
    name: fc.constantFrom(...upstreamNames),
    called: fc.constantFrom('a', 'b'),
    plane: fc.constantFrom(...planeNames),
  })
  .map(({ name, called, plane }) =>
    step(`create upstream ${name} called ${called} in ${plane}`, (world) => {
      const controlPlaneRef = { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: plane } };
      if (!world.cluster.find('KongUpstream', name))
        world.create(upstream(name, { name: called, controlPlaneRef }));
    }),
  );

const createTarget = fc
  .record({ name: fc.constantFrom(...targetNames), of: fc.constantFrom(...upstreamNames), address })
  .map(({ name, of, address: written }) =>
    step(`create target ${name} ${written} of ${of}`, (world) => {
      if (world.cluster.find('KongTarget', name)) return;
      world.create(target(name, written, { upstreamRef: { name: of } }));
    }),
  );

const createPlane = fc.constantFrom(...planeNames).map((name) =>
  step(`create control plane ${name}`, (world) => {
    if (!world.cluster.find('KonnectGatewayControlPlane', name)) world.create(controlPlane(name));
  }),
);

const editTarget = fc
  .record({ name: fc.constantFrom(...targetNames), address, weight: fc.integer({ min: 0, max: 3 }) })
  .map(({ name, address: written, weight }) =>
    step(`edit target ${name} to ${written} ${weight}`, (world) => {
      if (world.cluster.find('KongTarget', name))
        world.cluster.edit('KongTarget', name, { spec: { target: written, weight } });
    }),
  );

const editUpstream = fc
  .record({ name: fc.constantFrom(...upstreamNames), called: fc.constantFrom('a', 'b') })
  .map(({ name, called }) =>
    step(`rename upstream ${name} to ${called}`, (world) => {
      if (world.cluster.find('KongUpstream', name))
        world.cluster.edit('KongUpstream', name, { spec: { name: called } });
    }),
  );

const annotate = fc
  .record({ name: fc.constantFrom(...targetNames), tag: fc.constantFrom('x', 'y') })
  .map(({ name, tag }) =>
    step(`tag target ${name} ${tag}`, (world) => {
      const annotations = { 'konghq.com/tags': tag };
      if (world.cluster.find('KongTarget', name))
        world.cluster.edit('KongTarget', name, { metadata: { annotations } });
    }),
  );

const deleteObject = fc
  .oneof(
    fc.constantFrom(...targetNames).map((name) => ['KongTarget', name] as const),
    fc.constantFrom(...upstreamNames).map((name) => ['KongUpstream', name] as const),
    fc.constantFrom(...planeNames).map((name) => ['KonnectGatewayControlPlane', name] as const),
  )
  .map(([kind, name]) =>
    step(`delete ${kind} ${name}`, (world) => {
      if (world.cluster.find(kind, name)) world.cluster.delete(kind, name);
    }),
  );

const deleteByHand = fc
  .record({ what: fc.constantFrom('plane', 'upstream', 'target'), at: fc.nat({ max: 4 }) })
  .map(({ what, at }) =>
    step(`delete ${what} ${at} by hand`, ({ konnect }) => {
      const planes = konnect.planes();
      for (const { id } of planes) {
        const { upstreams, targets } = konnect.plane(id);
        const [upstreamId, targetId] = [[...upstreams.keys()][at], [...targets.keys()][at]];
        if (what === 'upstream' && upstreamId) konnect.deleteUpstream(id, upstreamId);
        if (what === 'target' && targetId) konnect.deleteTarget(id, targetId);
      }
      const plane = planes[at];
      if (what === 'plane' && plane) konnect.deletePlane(plane.id);
    }),
  );

const failKonnect = fc
  .record({
    kind: fc.constantFrom('unreachable', 'lost answer', '500', '429', 'token'),
    calls: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ kind, calls }) =>
    step(`fail ${calls} calls: ${kind}`, ({ konnect }) => {
      let left = calls;
      const isFailing = () => left-- > 0;
      konnect.before = () => {
        if (kind === 'unreachable' && isFailing()) throw unreachable();
        if (kind === '500' && isFailing()) throw serverError();
        if (kind === '429' && isFailing()) throw rateLimited(2_000);
        return undefined;
      };
      konnect.after = () => {
        if (kind === 'lost answer' && isFailing()) throw unreachable();
        return undefined;
      };
      if (kind === 'token') konnect.tokens.clear();
    }),
  );

const failCluster = fc.integer({ min: 1, max: 5 }).map((writes) =>
  step(`fail ${writes} writes of the cluster`, ({ client }) => {
    let left = writes;
    client.beforeWrite = () => {
      if (left-- > 0)
        throw refusal(left % 2 === 0 ? 500 : 409, left % 2 === 0 ? 'InternalError' : 'Conflict', 'no');
    };
  }),
);

const restart = fc.boolean().map((isKill) =>
  step(isKill ? 'kill and start' : 'restart', async (world) => {
    if (isKill) world.kill();
    else await world.stop();
    await world.startSoon();
  }),
);

const wait = fc
  .constantFrom(0, 50, 1_500, 20_000, 70_000)
  .map((ms) => step(`wait ${ms} ms`, (world) => world.pass(ms)));

const history = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: createTarget },
    { weight: 2, arbitrary: createUpstream },
    { weight: 1, arbitrary: createPlane },
    { weight: 2, arbitrary: editTarget },
    { weight: 1, arbitrary: editUpstream },
    { weight: 1, arbitrary: annotate },
    { weight: 2, arbitrary: deleteObject },
    { weight: 1, arbitrary: deleteByHand },
    { weight: 1, arbitrary: failKonnect },
    { weight: 1, arbitrary: failCluster },
    { weight: 1, arbitrary: restart },
    { weight: 4, arbitrary: wait },
  ),
  { minLength: 5, maxLength: 40, size: 'max' },
);

const core = ['KongUpstream', 'KongTarget'] as const;

function coreObjects(world: World): StoredObject[] {
  return core.flatMap((kind) => world.cluster.list(kind));
}

function uidIn(tags: readonly string[] | undefined): string | undefined {
  return tags?.find((tag) => tag.startsWith('k8s-uid:'))?.slice('k8s-uid:'.length);
}

/** Each entity belongs to one object, and to no other entity's. */
function expectNoStrays(world: World): void {
  const { konnect, cluster } = world;
  const owners = [...konnect.upstreams(), ...konnect.targets()].map(({ tags }) => uidIn(tags));
  expect(new Set(owners).size).toBe(owners.length);
  const uids = new Set(coreObjects(world).map(({ metadata }) => metadata.uid));
  for (const owner of owners) expect(uids).toContain(owner);
  const planes = cluster.list('KonnectGatewayControlPlane').map(({ metadata }) => metadata.uid);
  expect(
    konnect
      .planes()
      .map(({ labels }) => labels['k8s-uid'])
      .sort(),
  ).toEqual(planes.sort());
}

/** What an object shows as programmed is there, under the id that it shows, as its spec wants it. */
function expectReal(world: World, { kind, metadata, spec, status }: StoredObject): void {
  const { id = '', controlPlaneID = '', upstreamID } = status?.konnect ?? {};
  const plane = world.konnect.plane(controlPlaneID);
  const entity = (kind === 'KongUpstream' ? plane.upstreams : plane.targets).get(id);
  expect(entity).toMatchObject(
    kind === 'KongUpstream'
      ? { name: spec?.['name'] }
      : { weight: spec?.['weight'], upstream: { id: upstreamID } },
  );
  expect(entity?.tags).toContain(`k8s-uid:${metadata.uid}`);
  expect(entity?.tags).toContain(`k8s-generation:${metadata.generation}`);
  const tag = metadata.annotations?.['konghq.com/tags'];
  if (tag) expect(entity?.tags).toContain(tag);
  for (const condition of status?.conditions ?? [])
    expect(condition.observedGeneration).toBe(metadata.generation);
}

/** An object that isn't programmed says why, and that is so. */
function expectReason(world: World, { kind, metadata, spec, status }: StoredObject): void {
  const programmed = world.condition(kind, metadata.name, 'Programmed');
  const isWaiting = status?.conditions?.some(
    ({ type, status: is }) => type.endsWith('RefValid') && is === 'False',
  );
  if (programmed?.verdict === 'False ConditionWithStatusFalseExists') {
    expect(isWaiting).toBe(true);
    expect(hasUsableParents(world, kind, spec)).toBe(false);
    return;
  }
  expect(programmed?.verdict).toMatch(/^False FailedTo(Create|Update)$/);
  expect(programmed?.message).toMatch(/host:80:80|\(type: unique\)|upstream\.id/);
  if (programmed?.message.includes('upstream.id')) {
    const parentName = String(Object(spec?.['upstreamRef']).name);
    expect(programmed.message).toContain(`KongUpstream default/${parentName} is not in the control plane`);
    expect(world.programmed('KongUpstream', parentName)).toMatch(/^False FailedTo/);
  }
  if (programmed?.message.includes('(type: unique)')) expect(programmed.message).toContain(' has it');
}

function hasUsableParents(world: World, kind: string, spec: StoredObject['spec']): boolean {
  if (kind === 'KongUpstream') {
    return world.cluster.find('KonnectGatewayControlPlane', nameIn(spec?.['controlPlaneRef'])) !== undefined;
  }
  const parent = world.cluster.find('KongUpstream', String(Object(spec?.['upstreamRef']).name));
  const isMade = parent?.status?.konnect?.['id'] !== undefined;
  return isMade && hasUsableParents(world, 'KongUpstream', parent.spec);
}

function nameIn(ref: unknown): string {
  return String(Object(Object(ref).konnectNamespacedRef).name);
}

describe('whatever happens, in whatever order', () => {
  it('cluster and control plane come to agree, each entity once, and then nothing more is written', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const world = new World();
        world.create(secret(), auth());
        await world.startSoon();
        for (const { run } of steps) await run(world);
        world.konnect.before = () => undefined;
        world.konnect.after = () => undefined;
        world.konnect.tokens.set('kpat_good', 'org-1');
        world.client.beforeWrite = () => undefined;
        await world.pass(6 * world.syncPeriodMs);

        for (const object of [...coreObjects(world), ...world.cluster.list('KonnectGatewayControlPlane')]) {
          expect(object.metadata.deletionTimestamp).toBeUndefined();
        }
        expectNoStrays(world);
        for (const object of coreObjects(world)) {
          const isProgrammed = world.programmed(object.kind, object.metadata.name) === 'True Programmed';
          if (isProgrammed) expectReal(world, object);
          else expectReason(world, object);
        }
        for (const { metadata } of world.cluster.list('KonnectGatewayControlPlane')) {
          expect(world.programmed('KonnectGatewayControlPlane', metadata.name)).toBe('True Programmed');
        }
        world.countFromHere();
        await world.pass(3 * world.syncPeriodMs);
        expect(world.cluster.writes).toEqual([]);
        const objects = [...coreObjects(world), ...world.cluster.list('KonnectGatewayControlPlane')];
        expect(world.core.memories.size).toBeLessThanOrEqual(objects.length + 2);
        await world.stop();
        expect(world.clock.timers).toBe(0);
      }),
      { numRuns: Number(process.env['SLUICE_PROPERTY_RUNS'] ?? 60) },
    );
  });
});
