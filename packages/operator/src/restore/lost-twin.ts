import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import { type Facts, originIn } from '../identity/origin.ts';

/**
 * Whether what an entity carries says that it was made for an object of the same group, kind, namespace and name as
 * this one, but with another UID. A name is compared as the entity's marks have it, which may be cut; so whether the
 * object of that UID is gone, and whether another object's marks would say the same, is for the caller to look at.
 */
export function isLostTwin<O extends EntityObject>(
  descriptor: Pick<EntityDescriptor<O>, 'kind' | 'markedName' | 'ownManager'>,
  object: O,
  facts: Facts,
): boolean {
  const { kind, markedName, ownManager } = descriptor;
  const { namespace, name, uid } = object.metadata;
  const origin = originIn(facts, ownManager?.(object));
  return (
    origin?.group === kind.group &&
    origin.kind === kind.kind &&
    origin.namespace === namespace &&
    origin.name === markedName(name) &&
    origin.uid !== uid
  );
}
