import { type TOptional, type TSchema, Type } from 'typebox';
import { type CelRule, rules } from './cel-rule.ts';

/** What every Kubernetes object has. */
const everyObject = {
  apiVersion: Type.Optional(
    Type.String({ description: 'The group and version of the schema that this object is written in.' }),
  ),
  kind: Type.Optional(Type.String({ description: 'The kind of the object.' })),
  // A structural schema may say no more of metadata than this, not even a description.
  metadata: Type.Optional(Type.Unsafe<object>({ type: 'object' })),
};

/** The root schema of a kind without a status: the fields that every Kubernetes object has, and its own `spec`. */
export function statuslessSchema<Spec extends TSchema>(parts: { description: string; spec: Spec }) {
  return Type.Object({ ...everyObject, spec: parts.spec }, { description: parts.description });
}

/** The root schema of a kind: the fields that every Kubernetes object has, around its own `spec` and `status`. */
export function objectSchema<Spec extends TSchema, Status extends TSchema>(parts: {
  description: string;
  spec: Spec;
  status: TOptional<Status>;
  rules: readonly CelRule[];
}) {
  return Type.Object(
    { ...everyObject, spec: parts.spec, status: parts.status },
    { description: parts.description, ...rules(...parts.rules) },
  );
}
