import type { FieldError } from '../../schema/field-error.ts';
import { jsonEqual } from '../../schema/json-equal.ts';
import { isObject } from '../../schema/json-object.ts';
import { forbiddenValue, invalidValue, requiredValue } from '../../schema/make-field-error.ts';
import { checkStructuralSchema } from '../../schema/structural-schema.ts';
import { compileJsonPath } from '../../table/json-path.ts';
import { dns1035LabelErrors } from '../metadata/names.ts';
import { selectableFieldErrors } from './validate-selectable-fields.ts';

/** The longest deprecation warning, in characters. */
const MAX_WARNING_LENGTH = 256;

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

/**
 * Checks one version of a CRD.
 *
 * @param before the versions that are replaced: a schema that is among them isn't checked again
 */
export function versionErrors(version: unknown, path: string, before: readonly unknown[]): FieldError[] {
  if (!isObject(version) || typeof version['name'] !== 'string' || version['name'] === '') {
    return [requiredValue(`${path}.name`)];
  }
  const { name, schema, subresources, additionalPrinterColumns, selectableFields } = version;
  const errors = dns1035LabelErrors(name as string).map((why) => invalidValue(`${path}.name`, name, why));
  errors.push(...deprecationErrors(version, path));
  const schemaPath = `${path}.schema.openAPIV3Schema`;
  const root = isObject(schema) ? schema['openAPIV3Schema'] : undefined;
  if (!isObject(root)) errors.push(requiredValue(schemaPath, 'schemas are required'));
  else errors.push(...schemaErrors(root, schemaPath, before));
  if (isObject(subresources)) errors.push(...subresourceErrors(subresources, `${path}.subresources`));
  if (Array.isArray(additionalPrinterColumns)) {
    additionalPrinterColumns.forEach((column, index) => {
      errors.push(...columnErrors(column, `${path}.additionalPrinterColumns[${index}]`));
    });
  }
  if (Array.isArray(selectableFields) && isObject(root) && errors.length === 0) {
    errors.push(...selectableFieldErrors(selectableFields, root, `${path}.selectableFields`));
  }
  return errors;
}

function deprecationErrors(
  { deprecated, deprecationWarning }: Record<string, unknown>,
  path: string,
): FieldError[] {
  if (typeof deprecationWarning !== 'string') return [];
  const field = `${path}.deprecationWarning`;
  if (deprecated !== true) {
    return [invalidValue(field, deprecationWarning, 'can only be set for deprecated versions')];
  }
  if (deprecationWarning === '') return [invalidValue(field, '', 'must not be empty')];
  const errors: FieldError[] = [];
  if (deprecationWarning.length > MAX_WARNING_LENGTH) {
    errors.push(invalidValue(field, deprecationWarning, `must be <= ${MAX_WARNING_LENGTH} characters long`));
  }
  if (/\p{Cc}/u.test(deprecationWarning)) {
    errors.push(invalidValue(field, deprecationWarning, 'must only contain printable UTF-8 characters'));
  }
  return errors;
}

/** The schema of a version is checked when it changes: a status update would otherwise compile all its rules. */
function schemaErrors(schema: unknown, path: string, before: readonly unknown[]): FieldError[] {
  const isKnown = before.some(
    (version) =>
      isObject(version) &&
      isObject(version['schema']) &&
      jsonEqual(version['schema']['openAPIV3Schema'], schema),
  );
  return isKnown ? [] : checkStructuralSchema(schema, path);
}

function subresourceErrors({ status, scale }: Record<string, unknown>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (isObject(status) && Object.keys(status).length > 0) {
    errors.push(forbiddenValue(`${path}.status`, 'must be empty'));
  }
  if (!isObject(scale)) return errors;
  const at = (field: string, under: readonly string[], isRequired: boolean): void => {
    errors.push(...scalePathErrors(scale[field], `${path}.scale.${field}`, under, isRequired));
  };
  at('specReplicasPath', ['.spec'], true);
  at('statusReplicasPath', ['.status'], true);
  at('labelSelectorPath', ['.spec', '.status'], false);
  return errors;
}

function scalePathErrors(
  value: unknown,
  field: string,
  under: readonly string[],
  isRequired: boolean,
): FieldError[] {
  if (value === undefined || value === '') return isRequired ? [requiredValue(field)] : [];
  if (typeof value !== 'string') return [];
  if (!value.startsWith('.')) {
    return [invalidValue(field, value, 'must be a simple json path starting with .')];
  }
  if (/[[\]*]/.test(value)) return [invalidValue(field, value, 'must be a json path in the dot notation')];
  if (under.some((root) => value.startsWith(`${root}.`))) return [];
  const where = under.length > 1 ? `either ${under.join(' or ')}` : under[0];
  return [invalidValue(field, value, `should be a json path under ${where}`)];
}

function columnErrors(column: unknown, path: string): FieldError[] {
  if (!isObject(column)) return [];
  const { name, type, format, jsonPath } = column;
  const errors: FieldError[] = [];
  if (!name) errors.push(requiredValue(`${path}.name`));
  if (!type) errors.push(requiredValue(`${path}.type`, `must be one of ${columnTypes.join(',')}`));
  else if (!columnTypes.includes(String(type))) {
    errors.push(invalidValue(`${path}.type`, type, `must be one of ${columnTypes.join(',')}`));
  }
  if (format && !columnFormats.includes(String(format))) {
    errors.push(invalidValue(`${path}.format`, format, `must be one of ${columnFormats.join(',')}`));
  }
  if (!jsonPath) errors.push(requiredValue(`${path}.jsonPath`));
  else if (typeof jsonPath === 'string') errors.push(...columnPathErrors(jsonPath, `${path}.jsonPath`));
  return errors;
}

function columnPathErrors(jsonPath: string, field: string): FieldError[] {
  if (!jsonPath.startsWith('.')) {
    return [invalidValue(field, jsonPath, 'must be a simple json path starting with .')];
  }
  if (compileJsonPath(jsonPath) !== undefined) return [];
  return [invalidValue(field, jsonPath, 'must be a json path in the dot notation')];
}
