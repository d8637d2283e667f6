import type { FieldError } from '../../schema/field-error.ts';
import { isObject } from '../../schema/json-object.ts';
import { duplicateValue, invalidValue, requiredValue, tooMany } from '../../schema/make-field-error.ts';

/** How many selectable fields a version may have. */
const MAX_SELECTABLE_FIELDS = 8;

/**
 * Checks the fields that a version of a CRD is to be selected by: simple paths to scalar fields of its schema, outside
 * of metadata, each once (apiextensions ValidateCustomResourceSelectableFields).
 */
export function selectableFieldErrors(
  fields: readonly unknown[],
  schema: Record<string, unknown>,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (fields.length > MAX_SELECTABLE_FIELDS) errors.push(tooMany(path, fields.length, MAX_SELECTABLE_FIELDS));
  const seen = new Set<string>();
  for (const [index, item] of fields.entries()) {
    const jsonPath = isObject(item) ? item['jsonPath'] : undefined;
    const field = `${path}[${index}].jsonPath`;
    if (typeof jsonPath !== 'string' || jsonPath === '') {
      errors.push(requiredValue(field));
      continue;
    }
    const why = fieldProblem(jsonPath, schema);
    if (why !== undefined) errors.push(invalidValue(field, jsonPath, why));
    else if (seen.has(jsonPath)) errors.push(duplicateValue(field, jsonPath));
    seen.add(jsonPath);
  }
  return errors;
}

function fieldProblem(jsonPath: string, schema: Record<string, unknown>): string | undefined {
  if (!/^(\.[A-Za-z_][\w-]*)+$/.test(jsonPath)) {
    return 'is an invalid path: it has to be a path of field names, such as .spec.color';
  }
  const names = jsonPath.slice(1).split('.');
  if (names[0] === 'metadata') return 'must not point to fields in metadata';
  let node: unknown = schema;
  for (const name of names) {
    const properties = isObject(node) ? node['properties'] : undefined;
    node = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (node === undefined) return `is an invalid path: does not refer to a valid field: ${name}`;
  }
  const type = isObject(node) ? node['type'] : undefined;
  if (type === 'string' || type === 'boolean' || type === 'integer') return undefined;
  return 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
}
