import type { SchemaProps } from '../schema/schema-props.ts';
import { text } from './root.ts';

/** `metadata` of every list (meta/v1 ListMeta). */
export const listMeta: SchemaProps = {
  type: 'object',
  description: 'What every list has: the state that it shows, and how to go on.',
  properties: {
    continue: text('Sent back, it gets the next part of the list. Absent in the last part.'),
    remainingItemCount: {
      type: 'integer',
      format: 'int64',
      description: 'How many items follow this part, where that is known.',
    },
    resourceVersion: text('The state that the list shows. A watch can go on from it.'),
    selfLink: text('No longer set.'),
  },
};

/** The list of a kind. */
export function listSchema(kind: string, items: SchemaProps): SchemaProps {
  return {
    type: 'object',
    description: `A list of ${kind} objects.`,
    required: ['items'],
    properties: {
      apiVersion: text('The group and version in which the list is written.'),
      items: { type: 'array', description: 'The objects.', items },
      kind: text('The kind of the list, in CamelCase.'),
      metadata: listMeta,
    },
  };
}
