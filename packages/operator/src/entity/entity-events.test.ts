import { expect, it } from 'vitest';
import { tagsDropped } from './entity-events.ts';

it.each([
  [['a'], 'a tag found no room on the entity: a; '],
  [['a', 'b c'], '2 tags found no room on the entity: a, b c; '],
])('the event names the tags that found no room: %j', (dropped, beginning) => {
  const { type, reason, message } = tagsDropped(dropped);
  expect([type, reason]).toEqual(['Warning', 'TagsDropped']);
  expect(message).toBe(
    `${beginning}it takes 20 in all, and k8s-uid and the like only from the operator; remove some from spec.tags or from the annotation konghq.com/tags`,
  );
});
