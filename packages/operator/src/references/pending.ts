import type { EntityObject } from '../entity/entity-object.ts';

/** Whether the operator hasn't come to a verdict on the object yet: it was created a moment ago. */
export function isPending(object: EntityObject): boolean {
  const programmed = object.status?.conditions?.find(({ type }) => type === 'Programmed');
  return programmed === undefined || programmed.status === 'Unknown';
}
