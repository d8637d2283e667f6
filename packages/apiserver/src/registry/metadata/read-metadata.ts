import type { ObjectMeta } from '../../kube-object.ts';
import { isObject } from '../../schema/json-object.ts';
import { badRequest } from '../../status/api-error.ts';

type FieldType = 'string' | 'number' | 'strings' | 'list' | 'map';

/** The fields of meta/v1 ObjectMeta. `selfLink` is read from old manifests and dropped. */
const fieldTypes = new Map<string, FieldType>([
  ['name', 'string'],
  ['generateName', 'string'],
  ['namespace', 'string'],
  ['uid', 'string'],
  ['resourceVersion', 'string'],
  ['selfLink', 'string'],
  ['generation', 'number'],
  ['creationTimestamp', 'string'],
  ['deletionTimestamp', 'string'],
  ['deletionGracePeriodSeconds', 'number'],
  ['labels', 'map'],
  ['annotations', 'map'],
  ['finalizers', 'strings'],
  ['ownerReferences', 'list'],
  ['managedFields', 'list'],
]);

const goTypes: Record<FieldType, string> = {
  string: 'string',
  number: 'int64',
  strings: '[]string',
  list: '[]v1.ObjectMeta',
  map: 'map[string]string',
};

/**
 * Makes sure that what a client sent as `metadata` has the shape of ObjectMeta. Nulls and empty values are left
 * out, as Kubernetes does, but for an empty list of `managedFields`, which clears the stored ones; unknown fields are
 * left out and their paths reported.
 *
 * @throws ApiError 400 when a field has another type
 */
export function readMetadata(value: unknown): { metadata: ObjectMeta; unknownFields: string[] } {
  const unknownFields: string[] = [];
  if (value === undefined || value === null) return { metadata: {}, unknownFields };
  if (!isObject(value)) throw wrongType('metadata', value, 'ObjectMeta');
  const metadata: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const type = fieldTypes.get(key);
    const field = value[key];
    if (type === undefined) unknownFields.push(`metadata.${key}`);
    else if (field !== null && key !== 'selfLink') {
      checkType(key, field, type);
      if (!isEmpty(field) || key === 'managedFields') metadata[key] = field;
    }
  }
  return { metadata, unknownFields };
}

function checkType(key: string, value: unknown, type: FieldType): void {
  const path = `metadata.${key}`;
  if (type === 'map') {
    if (!isObject(value)) throw wrongType(path, value, goTypes.map);
    for (const entry in value) {
      // A null entry means an empty string, as Go reads it.
      if (value[entry] === null) value[entry] = '';
      else if (typeof value[entry] !== 'string') throw wrongType(path, value[entry], 'string');
    }
  } else if (type === 'strings' || type === 'list') {
    if (!Array.isArray(value)) throw wrongType(path, value, goTypes[type]);
    const isItem = type === 'list' ? isObject : (item: unknown) => typeof item === 'string';
    const stranger = value.find((item) => !isItem(item));
    if (stranger !== undefined) throw wrongType(path, stranger, type === 'list' ? 'object' : 'string');
  } else if (typeof value !== type) throw wrongType(path, value, goTypes[type]);
}

function isEmpty(value: unknown): boolean {
  if (value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

function wrongType(path: string, value: unknown, expected: string): Error {
  const found = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  const json = found === 'boolean' ? 'bool' : found;
  return badRequest(
    `json: cannot unmarshal ${json} into Go struct field ObjectMeta.${path} of type ${expected}`,
  );
}
