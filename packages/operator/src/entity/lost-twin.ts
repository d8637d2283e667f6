import { type Facts, originIn } from '../identity/origin.ts';
import type { EntityObject } from './entity-object.ts';

/**
 * Whether what an entity carries says that it was made for an object of the same group, kind, namespace and name as
 * this one, but with another UID: such an object can't be there any more.
 */
export function isLostTwin({ apiVersion, kind, metadata }: EntityObject, facts: Facts): boolean {
  const origin = originIn(facts);
  return (
    origin?.group === apiVersion.split('/')[0] &&
    origin?.kind === kind &&
    origin.namespace === metadata.namespace &&
    origin.name === metadata.name &&
    origin.uid !== metadata.uid
  );
}
