import { Type } from 'typebox';
import { rules } from './cel-rule.ts';

/** `spec.tags`: a user's own tags on the Konnect entity. */
export const tagsSchema = Type.Optional(
  Type.Array(Type.String(), {
    description: "Tags of one's own for the entity in Konnect, beside those that tell where it comes from.",
    maxItems: 20,
    ...rules({
      message: 'tags entries must not be longer than 128 characters',
      rule: 'self.all(tag, size(tag) >= 1 && size(tag) <= 128)',
    }),
  }),
);
