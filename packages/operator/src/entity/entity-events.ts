import type { ObjectEvent } from '@sluice/controller-runtime';

/**
 * The Events about an object's entity: what went otherwise than planned, and a person would want to see in `kubectl
 * describe`. Ordinary creation, change and deletion have none.
 */

/** What a comparison found: the fields in which the entity differed, or that it was missing. */
export type Drift = readonly string[] | 'missing';

/** Somebody had changed or removed the entity, and it is as declared again. */
export function mended(noun: string, drift: Drift): ObjectEvent {
  if (drift === 'missing') return madeAgain(noun);
  return {
    type: 'Warning',
    reason: 'DriftMended',
    message: `somebody had changed the ${noun} in Konnect; put back: ${drift.join(', ')}`,
  };
}

/** Somebody had removed the entity. */
export function madeAgain(noun: string): ObjectEvent {
  return {
    type: 'Warning',
    reason: 'MadeAgain',
    message: `the ${noun} had vanished; made again`,
  };
}

/** The API refused the entity's content; `message` has its words. */
export function refused(message: string): ObjectEvent {
  return { type: 'Warning', reason: 'Refused', message };
}

/** Another entity has the unique value; `message` says which. */
export function blocked(message: string): ObjectEvent {
  return { type: 'Warning', reason: 'Blocked', message };
}

/** An entity that existed already is the object's from now on. `left`: others that might have been, and stay. */
export function takenOver(description: string, left: readonly string[] = []): ObjectEvent {
  const rest = left.length === 0 ? '' : `; left ${list(left)}, which it may have made, too`;
  return { type: 'Normal', reason: 'TakenOver', message: `took over ${description}${rest}` };
}

/** The object goes, and what it made stays. */
export function leftBehind(what: string, why: string): ObjectEvent {
  return { type: 'Warning', reason: 'LeftBehind', message: `left ${what}: ${why}` };
}

/** Tags found no room on an object's entity. */
export function tagsDropped(dropped: readonly string[]): ObjectEvent {
  const what = dropped.length === 1 ? 'a tag' : `${dropped.length} tags`;
  return {
    type: 'Warning',
    reason: 'TagsDropped',
    message: `${what} found no room on the entity: ${dropped.join(', ')}; it takes 20 in all, and k8s-uid and the like only from the operator; remove some from spec.tags or from the annotation konghq.com/tags`,
  };
}

/** Entities in the object's control plane were made from objects that are gone. `isOurs`: this cluster made that. */
export function orphansFound(descriptions: readonly string[], isOurs: boolean): ObjectEvent {
  const instead = isOurs
    ? 'or run the operator with --prune-orphans'
    : 'since --prune-orphans keeps off control planes that this cluster did not make';
  return {
    type: 'Warning',
    reason: 'OrphansFound',
    message: `${counted(descriptions)} of objects that are gone: ${list(descriptions)}; delete them by hand, ${instead}`,
  };
}

/** Such entities were removed. */
export function orphansRemoved(descriptions: readonly string[]): ObjectEvent {
  return {
    type: 'Warning',
    reason: 'OrphansRemoved',
    message: `removed ${counted(descriptions)} of objects that are gone: ${list(descriptions)}`,
  };
}

/** What a message names before it only counts. */
const mostNamed = 5;

function counted({ length }: readonly string[]): string {
  return length === 1 ? 'an entity' : `${length} entities`;
}

function list(descriptions: readonly string[]): string {
  const more = descriptions.length - mostNamed;
  const named = descriptions.slice(0, mostNamed).join('; ');
  return more > 0 ? `${named}; and ${more} more` : named;
}
