import { differencesIn } from '../drift/comparison.ts';
import { refusalToAdopt } from '../entity/entity-adoption.ts';
import { type EntityObject, namespacedName } from '../entity/entity-object.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { entityId } from '../identity/entity-id.ts';
import { describeEntity, factsOf } from '../identity/origin.ts';
import type { CoreEntityDescriptor, CoreEntityObject } from '../kinds/core-entity.ts';
import { findTwin } from '../restore/twins.ts';
import { valueKey } from './control-plane-view.ts';
import { fieldDifferences } from './field-differences.ts';
import type { Planned, Planning } from './planning.ts';
import { takingBack } from './taking-back.ts';

/** What is to be done about a core entity, after what its collection shows. */
export async function planCoreEntity(
  descriptor: CoreEntityDescriptor,
  planning: Planning<CoreEntityObject>,
): Promise<Planned> {
  const { id, planned } = await comparedWithCollection(descriptor, planning);
  if (planned !== 'unchanged' && planned.action === 'blocked') return planned;
  const other = claimedBefore(descriptor, planning);
  if (other) return taken(`${other.kind} ${namespacedName(other.metadata)} is to have it`);
  const { object, parents, outlook } = planning;
  const { controlPlaneId } = descriptor.home(object, parents);
  outlook.foresee(object, { konnect: { ...object.status?.konnect, id, controlPlaneID: controlPlaneId } });
  return planned;
}

/** What is to be done, and the id that the entity will then have. */
interface Compared {
  readonly id: string;
  readonly planned: Planned;
}

async function comparedWithCollection(
  descriptor: CoreEntityDescriptor,
  planning: Planning<CoreEntityObject>,
): Promise<Compared> {
  const { object, parents, view, outlook, twins: around } = planning;
  const { controlPlaneId = '', upstreamId } = descriptor.home(object, parents);
  const derivedId = entityId(object.metadata.uid, controlPlaneId);
  if (parents.controlPlane && outlook.isToCome(parents.controlPlane)) {
    return { id: derivedId, planned: { action: 'create' } };
  }
  const { byId, byUid, byValue, twins } = await view.entities(descriptor, controlPlaneId);
  const { body } = descriptor.wanted(object);
  const adoption = descriptor.adoption?.(object);
  const known = descriptor.location(object).id;
  const unmade = { descriptor, object, parents, body };
  const twin = around && known === undefined ? findTwin(unmade, twins, around) : undefined;
  if (twin?.kind === 'undecided') {
    return { id: derivedId, planned: { action: 'blocked', message: twin.message } };
  }
  const lost = twin?.kind === 'lost' ? twin : undefined;
  const expectedId = known ?? lost?.entity.id ?? adoption?.id ?? derivedId;
  const shown = byId.get(expectedId) ?? byUid.get(object.metadata.uid);
  const id = shown?.id ?? expectedId;

  const paths = shown && differencesIn(descriptor, object, parents, body, shown);
  if (paths?.length === 0) return { id, planned: 'unchanged' };
  const rival = byValue.get(valueKey(upstreamId, descriptor.uniqueValue(body)));
  if (rival && rival.id !== id) {
    return { id, planned: taken(`${describeEntity(descriptor.noun, rival.id, factsOf(rival.tags))} has it`) };
  }
  if (lost) {
    const message = takingBack(descriptor, lost);
    return { id, planned: { ...update(descriptor, planning, lost.entity), message } };
  }
  if (!shown || !paths) {
    const isThereNone = adoption !== undefined && known === undefined;
    const message = `there is no ${descriptor.noun} ${id} to adopt`;
    return { id, planned: isThereNone ? { action: 'blocked', message } : { action: 'create' } };
  }
  if (adoption && known === undefined) {
    const refusal = refusalToAdopt(descriptor.noun, adoption, object.metadata.uid, shown, paths);
    if (refusal) return { id, planned: { action: 'blocked', message: refusal.message } };
  }
  return { id, planned: update(descriptor, planning, shown) };
}

function taken(who: string): Planned {
  return { action: 'blocked', message: `its unique value is taken; ${who}` };
}

/** The update of an entity that is there, field by field. */
function update(
  descriptor: CoreEntityDescriptor,
  { object, parents }: Planning<CoreEntityObject>,
  shown: ShownEntity,
): Exclude<Planned, string> {
  const { body } = descriptor.wanted(object);
  const paths = differencesIn(descriptor, object, parents, body, shown);
  const wanted = { ...body, 'upstream.id': descriptor.home(object, parents).upstreamId };
  return { action: 'update', id: shown.id, differences: fieldDifferences(paths, wanted, shown) };
}

/** Another object that is to have the same unique value below the same parent. */
function claimedBefore(
  descriptor: CoreEntityDescriptor,
  { object, parents, outlook }: Planning<CoreEntityObject>,
): EntityObject | undefined {
  const value = descriptor.uniqueValue(descriptor.wanted(object).body);
  const among = [parents.controlPlane, parents.upstream].map((parent) => parent?.metadata.uid);
  return outlook.claim([descriptor.kind.kind, ...among, value].join(' '), object);
}
