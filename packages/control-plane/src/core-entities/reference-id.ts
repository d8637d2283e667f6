import type { EntityFields } from './entity-descriptor.ts';

/** The id that a reference field (`{"id": "…"}`) holds, or undefined where the entity doesn't have the field. */
export function referenceId(entity: EntityFields, field: string): string | undefined {
  const reference = entity[field];
  if (typeof reference === 'object' && reference !== null && 'id' in reference) {
    return typeof reference.id === 'string' ? reference.id : undefined;
  }
  return undefined;
}
