import { Type } from 'typebox';

const nameLength = { minLength: 1, maxLength: 253 };

/** A reference to an object by name, and by namespace where it is another one than the referrer's. */
export function namespacedRef(description: string) {
  return Type.Object(
    {
      name: Type.String({ description: 'Name of the object.', ...nameLength }),
      namespace: Type.Optional(
        Type.String({
          description: 'Its namespace; the namespace of this object where it is left out.',
          maxLength: 253,
        }),
      ),
    },
    { description },
  );
}
