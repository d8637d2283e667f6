import type { Environment } from '@marcbachmann/cel-js';
import { isObject } from '../json-object.ts';
import type { SchemaProps } from '../schema-props.ts';
import { escapeName } from './escape-name.ts';
import { spend } from './evaluation-budget.ts';
import type { CelList } from './library/define.ts';
import {
  type ListOperators,
  registerListOperators,
  scalarListOperators,
  scalarListTypes,
} from './list-operators.ts';
import { type MessageField, MessageValue, type ToCel } from './message-value.ts';
import { scalarType } from './scalar-type.ts';
import { compileEquality } from './schema-equality.ts';

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
  const declarations: Declarations = { env, listTypes: new Set(scalarListTypes) };
  return declareNode({ ...root, 'x-kubernetes-embedded-resource': true }, 'Self', declarations);
}

interface Declarations {
  env: Environment;
  /** List types that have their operators. */
  listTypes: Set<string>;
}

/** What rules may know of any resource, whatever its schema says. */
const resourceFields: Record<string, SchemaProps> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
};

function declareNode(
  schema: SchemaProps,
  path: string,
  declarations: Declarations,
): DeclaredType | undefined {
  const scalar = scalarType(schema);
  if (scalar) return scalar;
  if (schema.type === 'array' && schema.items) return declareList(schema, schema.items, path, declarations);
  if (schema.type !== 'object') return undefined;
  const { additionalProperties } = schema;
  return isObject(additionalProperties)
    ? declareMap(additionalProperties, path, declarations)
    : declareObject(schema, path, declarations);
}

function declareObject(schema: SchemaProps, path: string, { env, listTypes }: Declarations): DeclaredType {
  const properties = {
    ...schema.properties,
    ...(schema['x-kubernetes-embedded-resource'] ? resourceFields : {}),
  };
  const fields = new Map<string, DeclaredType>();
  const selectable = new Map<string, MessageField>();
  const fieldTypes: Record<string, string> = {};
  for (const [jsonName, property] of Object.entries(properties)) {
    const escaped = escapeName(jsonName);
    const type = declareNode(property, `${path}.${escaped ?? `field${fields.size}`}`, { env, listTypes });
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
function declareMap(
  entrySchema: SchemaProps,
  path: string,
  declarations: Declarations,
): DeclaredType | undefined {
  const entry = declareNode(entrySchema, `${path}.entry`, declarations);
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
  declarations: Declarations,
): DeclaredType | undefined {
  const item = declareNode(items, `${path}.item`, declarations);
  if (!item) return undefined;
  const name = `list<${item.name}>`;
  if (!declarations.listTypes.has(name)) {
    declarations.listTypes.add(name);
    registerListOperators(declarations.env, name, listOperators(schema, item));
  }
  const { toCel: itemToCel } = item;
  const isSet = schema['x-kubernetes-list-type'] === 'set' && !item.fields;
  const toCel: ToCel = (value) => {
    if (!Array.isArray(value)) return value;
    const converted = itemToCel ? value.map(itemToCel) : value;
    return isSet ? new Set(converted) : converted;
  };
  return { name, toCel: itemToCel || isSet ? toCel : undefined, item };
}

function listOperators(schema: SchemaProps, item: DeclaredType): ListOperators {
  if (!item.fields) return scalarListOperators;
  const equal = compileEquality(schema);
  const keys = schema['x-kubernetes-list-type'] === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined;
  return {
    equal: (a, b) => equal([...a].map(toJson), [...b].map(toJson)),
    add: (a, b) => (keys ? mergeByKeys(a, b, keys) : concatenate(a, b)),
  };
}

function concatenate(a: CelList, b: CelList): CelList {
  const sum = [...a, ...b];
  spend(sum.length);
  return sum;
}

/** Items of `b` take the places of those of `a` that have the same keys; the others follow. */
function mergeByKeys(a: CelList, b: CelList, keys: readonly string[]): CelList {
  const merged = new Map<string, unknown>();
  for (const item of concatenate(a, b)) {
    const json = toJson(item);
    merged.set(JSON.stringify(keys.map((key) => (isObject(json) ? json[key] : undefined))), item);
  }
  return [...merged.values()];
}

function toJson(item: unknown): unknown {
  return item instanceof MessageValue ? MessageValue.toJson(item) : item;
}
