import { type TOptional, type TSchema, Type } from 'typebox';
import { type CelRule, rules } from './cel-rule.ts';

/** The root schema of a kind: the fields that every Kubernetes object has, around its own `spec` and `status`. */
export function objectSchema<Spec extends TSchema, Status extends TSchema>(parts: {
  description: string;
  spec: Spec;
  status: TOptional<Status>;
  rules: readonly CelRule[];
}) {
  return Type.Object(
    {
      apiVersion: Type.Optional(
        Type.String({ description: 'The group and version of the schema that this object is written in.' }),
      ),
      kind: Type.Optional(Type.String({ description: 'The kind of the object.' })),
      // A structural schema may say no more of metadata than this, not even a description.
      metadata: Type.Optional(Type.Unsafe<object>({ type: 'object' })),
      spec: parts.spec,
      status: parts.status,
    },
    { description: parts.description, ...rules(...parts.rules) },
  );
}
