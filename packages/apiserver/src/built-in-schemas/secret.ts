import { builtInRoot, text } from './root.ts';

/** core/v1 Secret. A null among its values is an empty one, as Go reads it. */
export const secretSchema = builtInRoot('Something that is not for everybody: passwords, tokens, keys.', {
  data: {
    type: 'object',
    description: 'What is secret, by key, each value in base64.',
    additionalProperties: { type: 'string', format: 'byte', default: '' },
  },
  immutable: {
    type: 'boolean',
    description: 'When true, the content can not be changed any more, only deleted.',
  },
  stringData: {
    type: 'object',
    description: 'The same as plain text, for writing only: it is moved to data, and never shown.',
    additionalProperties: { type: 'string', default: '' },
  },
  type: text('What the secret is for, which tells what keys it has to have. Opaque unless given.'),
});
