import type { KubeObject } from '../kube-object.ts';
import type { FieldError } from '../schema/field-error.ts';
import type { Target } from './registry-context.ts';

/** Everything that is wrong with an object beside its metadata: by its schema, and by the rules of its kind. */
export function validateBody(
  object: KubeObject,
  existing: KubeObject | undefined,
  { resource: { strategy }, version }: Target,
): FieldError[] {
  let errors = version.schema.validate(object, existing);
  if (errors.length > 0 && strategy.redactSchemaError !== undefined) {
    const redact = strategy.redactSchemaError;
    errors = errors.map((error) => redact(error)).filter((error) => error !== undefined);
  }
  if (strategy.validate !== undefined) errors.push(...strategy.validate(object, existing));
  return errors;
}
