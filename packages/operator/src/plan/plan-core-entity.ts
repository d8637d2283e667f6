import { differencesIn } from '../drift/comparison.ts';
import { refusalToAdopt } from '../entity/entity-adoption.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { entityId } from '../identity/entity-id.ts';
import { describeEntity, factsOf } from '../identity/origin.ts';
import type { CoreEntityDescriptor, CoreEntityObject } from '../kinds/core-entity.ts';
import { fieldDifferences } from './field-differences.ts';
import type { Planned, Planning } from './planning.ts';

/** What is to be done about a core entity, after what its collection shows. */
export async function planCoreEntity(
  descriptor: CoreEntityDescriptor,
  { object, parents, view, outlook }: Planning<CoreEntityObject>,
): Promise<Planned> {
  const home = descriptor.home(object, parents);
  const controlPlaneId = home.controlPlaneId ?? '';
  const derivedId = entityId(object.metadata.uid, controlPlaneId);
  const foresee = (id: string) =>
    outlook.foresee(object, { konnect: { ...object.status?.konnect, id, controlPlaneID: controlPlaneId } });
  if (parents.controlPlane && outlook.isToCome(parents.controlPlane)) {
    foresee(derivedId);
    return { action: 'create' };
  }
  const { byId, byUid } = await view.entities(descriptor, controlPlaneId);
  const { body } = descriptor.wanted(object);
  const adoption = descriptor.adoption?.(object);
  const { id = adoption?.id ?? derivedId } = descriptor.location(object);
  const shown = byId.get(id) ?? byUid.get(object.metadata.uid);
  foresee(shown?.id ?? id);

  const paths = shown && differencesIn(descriptor as never, object, parents, body, shown);
  if (paths?.length === 0) return 'unchanged';
  const rival = rivalIn(byId.values(), descriptor, body, shown?.id ?? id, home.upstreamId);
  if (rival) {
    const who = describeEntity(descriptor.noun, rival.id, factsOf(rival.tags));
    return { action: 'blocked', message: `its unique value is taken; ${who} has it` };
  }
  if (!shown || !paths) {
    if (!adoption || descriptor.location(object).id !== undefined) return { action: 'create' };
    return { action: 'blocked', message: `there is no ${descriptor.noun} ${id} to adopt` };
  }
  if (adoption && descriptor.location(object).id === undefined) {
    const refusal = refusalToAdopt(descriptor.noun, adoption, object.metadata.uid, shown, paths);
    if (refusal) return { action: 'blocked', message: refusal.message };
  }
  const wanted = { ...body, 'upstream.id': home.upstreamId };
  return { action: 'update', id: shown.id, differences: fieldDifferences(paths, wanted, shown) };
}

/** Another entity that has the unique value which the body wants, below the same parent. */
function rivalIn(
  entities: Iterable<ShownEntity>,
  descriptor: CoreEntityDescriptor,
  body: object,
  ownId: string,
  upstreamId: string | undefined,
): ShownEntity | undefined {
  return Array.from(entities).find(
    (other) =>
      other.id !== ownId &&
      (other.upstream === undefined || other.upstream.id === upstreamId) &&
      descriptor.isRival(body, other),
  );
}
