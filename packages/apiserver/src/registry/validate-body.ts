import type { KubeObject } from '../kube-object.ts';
import type { FieldError } from '../schema/field-error.ts';
import { invalid } from '../status/api-error.ts';
import { refusesDuplicate } from './built-ins/unique-lists.ts';
import type { Target } from './target.ts';

/** Everything that is wrong with an object beside its metadata: by its schema, and by the rules of its kind. */
export function validateBody(
  object: KubeObject,
  existing: KubeObject | undefined,
  target: Target,
): FieldError[] {
  const { strategy } = target.resource;
  const errors = validateSchema(object, existing, target);
  if (strategy.validate !== undefined) errors.push(...strategy.validate(object, existing));
  return errors;
}

/**
 * Makes sure that the hooks of a kind, which run before the object is validated as a whole, find values of the
 * types that they rely on. Kinds without hooks don't need it: theirs are found with everything else.
 *
 * @throws ApiError 422
 */
export function checkTypes(object: KubeObject, target: Target): void {
  const { resource } = target;
  const { prepareForCreate, prepareForUpdate } = resource.strategy;
  if (prepareForCreate === undefined && prepareForUpdate === undefined) return;
  const errors = validateSchema(object, undefined, target).filter(
    ({ type }) => type === 'FieldValueTypeInvalid',
  );
  if (errors.length === 0) return;
  throw invalid({ group: resource.group, kind: resource.kind }, object.metadata.name ?? '', errors);
}

/**
 * Whether the schema is who tells an error of a built-in kind. The keys of a list say how it is merged; what may not be in
 * it twice is another matter. What an owner has to have is told with the rest of the metadata.
 */
function countsForBuiltIns({ type, field }: FieldError): boolean {
  if (type === 'FieldValueDuplicate') return refusesDuplicate(field);
  return type !== 'FieldValueRequired' || !field.startsWith('metadata.ownerReferences[');
}

function validateSchema(
  object: KubeObject,
  existing: KubeObject | undefined,
  { resource: { strategy }, version }: Target,
): FieldError[] {
  const found = version.schema.validate(object, existing);
  const errors = version.served.builtIn ? found.filter(countsForBuiltIns) : found;
  const redact = strategy.redactSchemaError;
  if (errors.length === 0 || redact === undefined) return errors;
  return errors.map((error) => redact(error)).filter((error) => error !== undefined);
}
