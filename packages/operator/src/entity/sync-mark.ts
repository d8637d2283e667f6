import type { Parents } from '../references/reference.ts';
import { digest } from './digest.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import type { EntityObject } from './entity-object.ts';

/** Fingerprint of all that an entity should be, and of where it should be. */
export function wantedDigest<O extends EntityObject>(
  descriptor: EntityDescriptor<O>,
  parents: Parents,
  body: object,
): string {
  return digest(descriptor.place(parents), body);
}

/**
 * What is remembered of an entity that is as wanted. The id is part of it: after an entity got another one that
 * couldn't be written down, what the status says isn't it.
 */
export function syncMark(id: string, wanted: string): string {
  return `${id} ${wanted}`;
}
