import type { ObjectEvent } from '@sluice/controller-runtime';

/** The Event about tags that found no room on an object's entity. */
export function tagsDropped(dropped: readonly string[]): ObjectEvent {
  const what = dropped.length === 1 ? 'a tag' : `${dropped.length} tags`;
  return {
    type: 'Warning',
    reason: 'TagsDropped',
    message: `${what} found no room on the entity: ${dropped.join(', ')}; remove some from spec.tags or from the annotation konghq.com/tags`,
  };
}
