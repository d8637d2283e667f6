import { type EntityObject, namespacedName } from './entity-object.ts';

/** How an object is called in a log line. */
export function subject({ kind, metadata }: EntityObject): object {
  return { object: `${kind} ${namespacedName(metadata)}`, generation: metadata.generation };
}
