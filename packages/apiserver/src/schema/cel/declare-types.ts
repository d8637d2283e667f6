import type { Environment } from '@marcbachmann/cel-js';
import { isObject } from '../json-object.ts';
import type { SchemaProps } from '../schema-props.ts';
import { escapeName } from './escape-name.ts';
import { type MessageField, MessageValue, type ToCel } from './message-value.ts';
import { sameValue } from './same-value.ts';
import { scalarType } from './scalar-type.ts';
import { compileEquality } from './schema-equality.ts';
import { UnorderedList } from './unordered-list.ts';

/** What a schema node is for rules: its CEL type, and how its values become CEL values. */
export interface DeclaredType {
  /** As the CEL library writes types: `string`, `list<int>`, `Self.spec`. */
  name: string;
  /** Undefined where the JSON value is the CEL value. */
  toCel: ToCel | undefined;
  /** Types of the fields, by their names in JSON; those that rules can't see are missing. */
  fields?: ReadonlyMap<string, DeclaredType>;
  /** Type of the items of a list. */
  item?: DeclaredType;
  /** Type of the values of a map. */
  entry?: DeclaredType;
}

/**
 * Declares a resource's schema in an environment, as Kubernetes maps schemas to CEL types, and returns the types as
 * a tree of the schema's shape. Undefined when the root is no object.
 */
export function declareTypes(root: SchemaProps, env: Environment): DeclaredType | undefined {
  return declareNode({ ...root, 'x-kubernetes-embedded-resource': true }, 'Self', env);
}

/** What rules may know of any resource, whatever its schema says. */
const resourceFields: Record<string, SchemaProps> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
};

function declareNode(schema: SchemaProps, path: string, env: Environment): DeclaredType | undefined {
  const scalar = scalarType(schema);
  if (scalar) return scalar;
  if (schema.type === 'array' && schema.items) return declareList(schema, schema.items, path, env);
  if (schema.type !== 'object') return undefined;
  const { additionalProperties } = schema;
  return isObject(additionalProperties)
    ? declareMap(additionalProperties, path, env)
    : declareObject(schema, path, env);
}

function declareObject(schema: SchemaProps, path: string, env: Environment): DeclaredType {
  const properties = {
    ...schema.properties,
    ...(schema['x-kubernetes-embedded-resource'] ? resourceFields : {}),
  };
  const fields = new Map<string, DeclaredType>();
  const selectable = new Map<string, MessageField>();
  const fieldTypes: Record<string, string> = {};
  for (const [jsonName, property] of Object.entries(properties)) {
    const escaped = escapeName(jsonName);
    const type = declareNode(property, `${path}.${escaped ?? `field${fields.size}`}`, env);
    if (!type) continue;
    fields.set(jsonName, type);
    // The library reads a value's class from this property.
    if (escaped === undefined || escaped === 'constructor') continue;
    selectable.set(escaped, { jsonName, toCel: type.toCel });
    fieldTypes[escaped] = type.name;
  }

  const Message = MessageValue.createClass(selectable);
  env.registerType(path, { ctor: Message, fields: fieldTypes });
  const equal = compileEquality(schema);
  env.registerOperator(`${path} == ${path}`, (a: MessageValue, b: MessageValue) =>
    equal(MessageValue.toJson(a), MessageValue.toJson(b)),
  );
  if (schema.nullable) {
    env.registerOperator(`${path} == null`, (message: MessageValue) => MessageValue.toJson(message) === null);
  }
  const toCel: ToCel = (value) =>
    isObject(value) || (value === null && schema.nullable) ? new Message(value) : value;
  return { name: path, toCel, fields };
}

/** Maps of values that need no conversion stay JSON objects, unless a key would hide what they are. */
function declareMap(entrySchema: SchemaProps, path: string, env: Environment): DeclaredType | undefined {
  const entry = declareNode(entrySchema, `${path}.entry`, env);
  if (!entry) return undefined;
  const { toCel: entryToCel } = entry;
  const toCel: ToCel = (value) => {
    if (!isObject(value) || (!entryToCel && !Object.hasOwn(value, 'constructor'))) return value;
    return new Map(Object.entries(value).map(([key, item]) => [key, entryToCel ? entryToCel(item) : item]));
  };
  return { name: `map<string, ${entry.name}>`, toCel, entry };
}

function declareList(
  schema: SchemaProps,
  items: SchemaProps,
  path: string,
  env: Environment,
): DeclaredType | undefined {
  const item = declareNode(items, `${path}.item`, env);
  if (!item) return undefined;
  const { toCel: itemToCel } = item;
  const collect = unorderedList(schema, items, item);
  if (!itemToCel && !collect) return { name: `list<${item.name}>`, toCel: undefined, item };
  const toCel: ToCel = (value) => {
    if (!Array.isArray(value)) return value;
    const converted = itemToCel ? value.map(itemToCel) : value;
    return collect ? collect(converted) : converted;
  };
  return { name: `list<${item.name}>`, toCel, item };
}

type CollectItems = (items: readonly unknown[]) => ReadonlySet<unknown>;

/** Types of which JavaScript's Set tells equal values by itself. */
const plainTypes = new Set(['string', 'int', 'double', 'bool']);

/** How the items of a list of type set or map are collected; undefined for lists in which order counts. */
function unorderedList(
  schema: SchemaProps,
  items: SchemaProps,
  item: DeclaredType,
): CollectItems | undefined {
  const listType = schema['x-kubernetes-list-type'] ?? 'atomic';
  if (listType === 'atomic') return undefined;
  if (plainTypes.has(item.name)) return (values) => new Set(values);
  const isSame = item.fields ? sameObjects(items) : sameValue;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const keyOf = (value: unknown) => {
    const object = toJson(value);
    return JSON.stringify(keys.map((key) => (isObject(object) ? object[key] : undefined)));
  };
  return (values) => new UnorderedList(values, isSame, listType === 'map' ? keyOf : undefined);
}

function sameObjects(schema: SchemaProps): (a: unknown, b: unknown) => boolean {
  const equal = compileEquality(schema);
  return (a, b) => equal(toJson(a), toJson(b));
}

function toJson(item: unknown): unknown {
  return item instanceof MessageValue ? MessageValue.toJson(item) : item;
}
