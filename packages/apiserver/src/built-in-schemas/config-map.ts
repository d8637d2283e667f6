import { builtInRoot } from './root.ts';

/** core/v1 ConfigMap. A null among its values is an empty one, as Go reads it. */
export const configMapSchema = builtInRoot('Configuration for programs to read.', {
  binaryData: {
    type: 'object',
    description: 'Content that is not text, by key, each value in base64.',
    additionalProperties: { type: 'string', format: 'byte', default: '' },
  },
  data: {
    type: 'object',
    description: 'Content that is text, by key.',
    additionalProperties: { type: 'string', default: '' },
  },
  immutable: {
    type: 'boolean',
    description: 'When true, the content can not be changed any more, only deleted.',
  },
});
