import type { KubeObject } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { jsonEqual } from '../../schema/json-equal.ts';
import { isObject } from '../../schema/json-object.ts';
import { forbiddenValue, invalidValue, tooLong, typeInvalid } from '../../schema/make-field-error.ts';
import { jsonType } from '../../schema/validation/json-type.ts';
import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import { column } from '../../table/table-column.ts';
import { builtIn } from './built-in.ts';
import { dataKeyErrors } from './data-key.ts';
import { isBase64 } from './is-base64.ts';

/** The most that the values of one ConfigMap may hold together. */
const MAX_DATA_BYTES = 1024 * 1024;

/** ConfigMaps: plain data, text or binary, that may be made unchangeable. */
export const configMap = builtIn({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  namespaced: true,
  columns: [
    nameColumn,
    column('Data', 'string', 'Data contains the configuration data.', (object) => {
      return Object.keys(mapOf(object, 'data')).length + Object.keys(mapOf(object, 'binaryData')).length;
    }),
    ageColumn,
  ],
  strategy: {
    // Values are checked below: the format of custom resources knows no empty one.
    redactSchemaError: (error) => (error.field.startsWith('binaryData.') ? undefined : error),
    validate: (object, existing) => [
      ...dataErrors(object),
      ...(existing === undefined ? [] : immutableErrors(object, existing, ['data', 'binaryData'])),
    ],
  },
});

/**
 * What an object that was made `immutable` doesn't permit any more.
 *
 * @param fields the fields that are unchangeable then, beside `immutable` itself
 */
export function immutableErrors(
  object: KubeObject,
  existing: KubeObject,
  fields: readonly string[],
): FieldError[] {
  if (existing['immutable'] !== true) return [];
  const why = 'field is immutable when `immutable` is set';
  const changed = fields.filter((field) => !jsonEqual(object[field], existing[field]));
  if (object['immutable'] !== true) changed.unshift('immutable');
  return changed.map((field) => forbiddenValue(field, why));
}

function dataErrors(object: KubeObject): FieldError[] {
  const data = mapOf(object, 'data');
  const binaryData = mapOf(object, 'binaryData');
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [field, map] of Object.entries({ data, binaryData })) {
    for (const key of Object.keys(map)) {
      for (const why of dataKeyErrors(key)) errors.push(invalidValue(`${field}[${key}]`, key, why));
      bytes += Buffer.byteLength(String(map[key]), field === 'data' ? 'utf8' : 'base64');
    }
  }
  for (const key of Object.keys(binaryData)) {
    if (!isBase64(binaryData[key])) {
      errors.push(typeInvalid(`binaryData[${key}]`, jsonType(binaryData[key]), 'must be base64'));
    }
    if (Object.hasOwn(data, key))
      errors.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'));
  }
  if (bytes > MAX_DATA_BYTES) errors.push(tooLong('', MAX_DATA_BYTES));
  return errors;
}

function mapOf(object: KubeObject, field: string): Record<string, unknown> {
  const value = object[field];
  return isObject(value) ? value : {};
}
