import { originOf } from '../src/identity/origin.ts';
import { entityTags } from '../src/identity/tags.ts';
import type { Manifest } from './fake-cluster.ts';
import { auth, controlPlane, secret, stored, target, upstream } from './manifests.ts';
import { World } from './world.ts';

/** What every backup here holds beside what a test is about. */
const ground = [secret(), auth(), controlPlane()];

/** A cluster that was restored from a backup, with the control planes that it had made before. */
export interface Restored {
  readonly world: World;
  /** The entities from before, by the names of the objects that had made them. */
  readonly ids: Readonly<Record<string, string>>;
  readonly planeId: string;
}

/**
 * The objects of a backup without finalizers and status and with new UIDs, in a cluster whose operator isn't started
 * yet. `since`: what has become of the control planes after the backup was made.
 */
export async function restore(
  backup: readonly Manifest[] = [upstream(), target('target-a', '10.0.0.1')],
  since: (world: World, restored: Omit<Restored, 'world'>) => void = () => undefined,
  options: World['options'] = { adoptByName: true },
): Promise<Restored> {
  const before = new World();
  before.create(...ground, ...backup);
  await before.start();
  await before.pass(1_000);
  const ids: Record<string, string> = {};
  for (const { kind, metadata, status } of ['KongUpstream', 'KongTarget'].flatMap((kind) =>
    before.cluster.list(kind),
  )) {
    const id = status?.konnect?.['id'];
    if (id === undefined) throw new TypeError(`${kind} ${metadata.name} was never made`);
    ids[metadata.name] = id;
  }
  const planeId = before.cluster.get('KonnectGatewayControlPlane', 'gateway').status?.id ?? '';
  await before.stop();
  const world = new World();
  for (const [id, plane] of before.konnect.planesById()) world.konnect.addPlane(id, plane);
  since(world, { ids, planeId });
  world.options = options;
  world.create(...ground, ...backup);
  return { world, ids, planeId };
}

/** The tags of an entity that an object of this manifest had made which is gone. */
export function tagsOf(manifest: Manifest, uid: string): readonly string[] {
  return entityTags(stored(manifest, { metadata: { uid } })).tags;
}

/** The labels of a control plane that an object of this manifest had made which is gone. */
export function labelsOf(manifest: Manifest, uid: string): Record<string, string> {
  return { ...originOf(stored(manifest, { metadata: { uid } })) };
}

/** The ids that the statuses of objects have now, by the objects' names. */
export function idsIn(world: World): Record<string, string | undefined> {
  return Object.fromEntries(
    ['KongUpstream', 'KongTarget']
      .flatMap((kind) => world.cluster.list(kind))
      .map(({ metadata, status }) => [metadata.name, status?.konnect?.['id']]),
  );
}

/** Events as `name reason`. */
export function tales(world: World): string[] {
  return world.events.map(({ name, reason }) => `${name} ${reason}`);
}

/** Gives the entity of an upstream other fields, and leaves its tags. */
export function changeUpstream(world: World, planeId: string, id: string, fields: object): void {
  const shown = world.konnect.upstreams().find((entity) => entity.id === id);
  world.konnect.putUpstream(planeId, id, { ...shown, ...fields });
}

/** Gives the entity of a target other fields, and leaves its tags. */
export function changeTarget(world: World, planeId: string, id: string, fields: object): void {
  const shown = world.konnect.targets().find((entity) => entity.id === id);
  world.konnect.putTarget(planeId, shown?.upstream?.id ?? '', id, { ...shown, ...fields });
}

/** The ids of all upstreams and targets in Konnect, in the order of their creation. */
export function entityIds(world: World): string[] {
  return [...world.konnect.upstreams(), ...world.konnect.targets()].map(({ id }) => id);
}
