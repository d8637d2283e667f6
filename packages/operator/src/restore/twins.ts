import { isAtHome } from '../drift/comparison.ts';
import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import { type EntityObject, type NamespacedName, namespacedName } from '../entity/entity-object.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { describeEntity } from '../identity/origin.ts';
import type { Parents } from '../references/reference.ts';
import { isLostTwin } from './lost-twin.ts';

/** What has to be known of the cluster to tell whose an entity was. */
export interface TwinSurroundings {
  /** The object of that kind and UID. */
  withUid(kind: string, uid: string): EntityObject | undefined;
  /** The objects of a kind whose status says that they made the entity of that id. */
  madeEntity(kind: string, id: string): readonly EntityObject[];
  /** The objects of a kind whose entities' marks have that namespace and name, which may be cut. */
  markedAs(kind: string, at: NamespacedName): readonly EntityObject[];
}

/** Entities that may be taken back, by the namespace and name that their marks have; each in the order of creation. */
export type TwinIndex = ReadonlyMap<string, readonly ShownEntity[]>;

/** An object that has made nothing yet, as far as its status says. */
export interface Unmade<O extends EntityObject> {
  readonly descriptor: EntityDescriptor<O>;
  readonly object: O;
  readonly parents: Parents;
  /** What is wanted of its entity. */
  readonly body: object;
}

/** An entity that can be taken back. */
export interface LostTwin {
  readonly kind: 'lost';
  readonly entity: ShownEntity;
  /** Others that carry the same marks, and stay. */
  readonly left: readonly ShownEntity[];
}

/** What a listing tells of the entity that an object's twin, of the same name and now gone, had made. */
export type Twin =
  | { readonly kind: 'none' }
  /** The object itself made it, by a call whose answer was lost. */
  | { readonly kind: 'own'; readonly id: string }
  | LostTwin
  /** Whose it was can't be told, so nothing may be taken and nothing made beside it; `message` says what to do. */
  | { readonly kind: 'undecided'; readonly message: string };

/** What of a listing may be taken back: all that wasn't made by an object of the cluster whose status knows its entity. */
export function indexTwins(
  descriptor: EntityDescriptor,
  entities: Iterable<ShownEntity>,
  around: Pick<TwinSurroundings, 'withUid'>,
): TwinIndex {
  const { kind, group } = descriptor.kind;
  const index = new Map<string, ShownEntity[]>();
  const seen = new Set<string>();
  for (const entity of entities) {
    const facts = descriptor.marksIn(entity);
    const { 'k8s-namespace': namespace, 'k8s-name': name, 'k8s-uid': uid } = facts;
    if (facts['k8s-group'] !== group || facts['k8s-kind'] !== kind || !namespace || !name || !uid) continue;
    const maker = around.withUid(kind, uid);
    // Pages are read one after another, so what is created meanwhile may show an entity twice.
    if ((maker && descriptor.location(maker).id !== undefined) || seen.has(entity.id)) continue;
    seen.add(entity.id);
    const key = namespacedName({ namespace, name });
    const others = index.get(key);
    if (others) others.push(entity);
    else index.set(key, [entity]);
  }
  return index;
}

/**
 * Chooses what an object takes back. An entity is one object's at most: it goes by marks that no other object of the
 * cluster would have, and never by those of an object that exists.
 *
 * Of several, the one that has the name or address that is wanted, as it stands in the way of any other; or else the
 * one that was created last. Control planes, and what lies in a mirror, may be another cluster's that has objects of
 * the same names: there, several that are called otherwise than wanted are left to people.
 */
export function findTwin<O extends EntityObject>(
  unmade: Unmade<O>,
  index: TwinIndex,
  around: TwinSurroundings,
): Twin {
  const { descriptor, object, parents } = unmade;
  const { namespace, uid } = object.metadata;
  const { kind } = descriptor.kind;
  const at = { namespace, name: descriptor.markedName(object.metadata.name) };
  const marked = index.get(namespacedName(at)) ?? [];
  const own = marked.find((entity) => descriptor.marksIn(entity)['k8s-uid'] === uid);
  if (own) return { kind: 'own', id: own.id };

  const adoption = descriptor.adoption?.(object);
  const lost = marked.filter(
    (entity) =>
      isTwinOf(unmade, entity, around) &&
      around.madeEntity(kind, entity.id).length === 0 &&
      (adoption === undefined || adoption.id === entity.id),
  );
  if (lost.length === 0) return { kind: 'none' };
  const namesake = around.markedAs(kind, at).find(({ metadata }) => metadata.uid !== uid);
  if (namesake && adoption === undefined) {
    const other = `${namesake.kind} ${namespacedName(namesake.metadata)}`;
    return undecided(unmade, lost, `the name there is cut, and ${other} would have the same`);
  }
  const [best, ...left] = lost.toReversed().toSorted((one, other) => rank(unmade, other) - rank(unmade, one));
  if (!best) return { kind: 'none' };
  const isShared = descriptor.holdsEntities || parents.controlPlane?.spec?.source === 'Mirror';
  if (isShared && left.length > 0 && rank(unmade, best) < wantedRank) {
    return undecided(unmade, lost, 'none is called as the spec says, and another cluster may have made it');
  }
  return { kind: 'lost', entity: best, left };
}

/** A lost twin in words, and the others that carry the same marks. */
export function describeTwin<O extends EntityObject>(
  descriptor: EntityDescriptor<O>,
  { entity, left }: LostTwin,
): { readonly taken: string; readonly left: readonly string[] } {
  return {
    taken: described(descriptor, entity),
    left: left.map((other) => described(descriptor, other)),
  };
}

/** Whether an object of the same name as this one, and now gone, had made the entity. */
function isTwinOf<O extends EntityObject>(
  { descriptor, object }: Unmade<O>,
  entity: ShownEntity,
  around: TwinSurroundings,
): boolean {
  const facts = descriptor.marksIn(entity);
  const { 'k8s-uid': uid = '' } = facts;
  return isLostTwin(descriptor, object, facts) && around.withUid(descriptor.kind.kind, uid) === undefined;
}

/** The rank of an entity that stands in the way of any other, because it has the unique value that is wanted. */
const wantedRank = 2;

/** How well an entity fits: it lies below the wanted parent, and has the wanted unique value there. */
function rank<O extends EntityObject>(
  { descriptor, object, parents, body }: Unmade<O>,
  entity: ShownEntity,
): number {
  if (!isAtHome(descriptor.home(object, parents), entity)) return 0;
  return descriptor.isRival(body, entity) ? wantedRank : 1;
}

/** Why nothing is taken back, and what ends that: whoever knows whose it was gives it the object's UID. */
function undecided<O extends EntityObject>(
  { descriptor, object }: Unmade<O>,
  lost: readonly ShownEntity[],
  why: string,
): Twin {
  const which = lost.map((entity) => described(descriptor, entity)).join('; ');
  const { uid } = object.metadata;
  const message = `nothing was taken back of ${which}: ${why}; give what is this object's the tag or label k8s-uid:${uid}, and take it off what is nobody's`;
  return { kind: 'undecided', message };
}

function described<O extends EntityObject>(
  { noun, marksIn }: EntityDescriptor<O>,
  entity: ShownEntity,
): string {
  return describeEntity(noun, entity.id, marksIn(entity));
}
