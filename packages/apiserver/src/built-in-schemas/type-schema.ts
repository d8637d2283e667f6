import type { SchemaProps } from '../schema/schema-props.ts';
import { describeField, describeType } from './field-descriptions.ts';
import { objectMeta } from './object-meta.ts';
import { localObjectReference, objectReference } from './object-reference.ts';
import {
  type FieldShape,
  type KubernetesType,
  kubernetesType,
  referencedType,
  type TypeField,
} from './read-types.ts';
import { builtInRoot } from './root.ts';
import { typeRules } from './type-rules.ts';

/** Types whose fields are described, as they occur in every object. */
const described: Readonly<Record<string, SchemaProps>> = {
  'core.v1.LocalObjectReference': localObjectReference,
  'core.v1.ObjectReference': objectReference,
  'meta.v1.ObjectMeta': objectMeta,
};

/** A number with a unit, `100m` or `2Gi` (apimachinery resource.Quantity). */
const quantity: SchemaProps = {
  type: 'string',
  pattern: '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$',
};

const scalars: Readonly<Record<string, SchemaProps>> = {
  bool: { type: 'boolean' },
  bytes: { type: 'string', format: 'byte' },
  double: { type: 'number', format: 'double' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  intOrString: { 'x-kubernetes-int-or-string': true, format: 'int-or-string' },
  json: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  microTime: { type: 'string', format: 'date-time' },
  quantity,
  string: { type: 'string' },
  time: { type: 'string', format: 'date-time' },
  wrappedStrings: { type: 'array', items: { type: 'string' } },
};

/** A schema that OpenAPI documents describe once, under a name. */
interface NamedSchema {
  name: string;
  schema: SchemaProps;
}

/** `apiVersion`, `kind` and `metadata`, described. */
const rootFields = builtInRoot('', {}).properties;

const schemas = new Map<string, SchemaProps>();
const named = new Map<SchemaProps, NamedSchema>([
  [quantity, { name: 'io.k8s.apimachinery.pkg.api.resource.Quantity', schema: quantity }],
]);

/** The schema of one of Kubernetes' types, made when first asked for; undefined for a type that isn't known. */
function typeSchema(name: string): SchemaProps | undefined {
  const known = described[name] ?? schemas.get(name);
  if (known !== undefined) return known;
  const type = kubernetesType(name);
  if (type === undefined) return undefined;
  const schema = schemaOf(type);
  schemas.set(name, schema);
  named.set(schema, { name: openApiName(name), schema });
  return schema;
}

/** The schema of a kind as a whole: its type with the metadata of all objects. */
export function rootSchema(name: string): SchemaProps | undefined {
  const schema = typeSchema(name);
  if (schema?.properties === undefined) return undefined;
  Object.assign(schema.properties, rootFields);
  return schema;
}

/**
 * What OpenAPI documents refer to in place of a schema: the schema of its type, without what a field adds to it.
 * Undefined for a schema of another origin.
 */
export function namedTypeSchema(schema: SchemaProps): NamedSchema | undefined {
  return named.get(schema);
}

function openApiName(name: string): string {
  return name.startsWith('meta.') ? `io.k8s.apimachinery.pkg.apis.${name}` : `io.k8s.api.${name}`;
}

/** @param owner the type whose fields those of this one are in JSON: itself, or one that has it inline */
function schemaOf(type: KubernetesType, owner = type.name): SchemaProps {
  const properties: Record<string, SchemaProps> = type.isKind
    ? { apiVersion: { type: 'string' }, kind: { type: 'string' } }
    : {};
  const required: string[] = [];
  for (const field of type.fields) addField(type, owner, field, properties, required);
  const description = describeType(type.name);
  return {
    type: 'object',
    ...(description !== undefined && { description }),
    ...(required.length > 0 && { required }),
    properties,
    ...(type.isAtomic && { 'x-kubernetes-map-type': 'atomic' }),
  };
}

function addField(
  type: KubernetesType,
  owner: string,
  field: TypeField,
  properties: Record<string, SchemaProps>,
  required: string[],
): void {
  const { name, shape } = field;
  if (name === undefined) {
    const inner = schemaOf(referencedType(shape.of), owner);
    Object.assign(properties, inner.properties);
    required.push(...(inner.required ?? []));
    return;
  }
  const rule = typeRules[type.name]?.[name];
  const isStatus = isReported(type.name);
  // What reporters leave out of a status counts as zero, as in Go.
  const byDefault = rule?.default ?? (isStatus && field.isAlwaysWritten ? zeroOf(shape) : undefined);
  const description = describeField(owner, name) ?? describeField(type.name, name);
  properties[name] = fieldSchema(field, {
    ...(description !== undefined && { description }),
    ...(byDefault !== undefined && { default: byDefault }),
    ...(rule?.enum && { enum: [...rule.enum] }),
  });
  const isRequired = field.isAlwaysWritten && byDefault === undefined && !rule?.optional && !isStatus;
  if (isRequired) required.push(name);
}

/** Types of what reporters tell, as opposed to what users ask for. */
function isReported(name: string): boolean {
  return name.endsWith('Status') || name === 'core.v1.NodeSystemInfo';
}

function zeroOf({ many, of }: FieldShape): unknown {
  if (many !== undefined) return undefined;
  return { bool: false, int32: 0, int64: 0, string: '' }[of];
}

/** @param more what the field says beyond its type */
function fieldSchema(field: TypeField, more: SchemaProps): SchemaProps {
  const { shape, patchStrategy, mergeKey, listType } = field;
  const inner = scalars[shape.of] ?? typeSchema(shape.of);
  if (inner === undefined) throw new Error(`There is no type ${shape.of} among Kubernetes' types`);
  const own: SchemaProps = {
    ...(patchStrategy !== undefined && { 'x-kubernetes-patch-strategy': patchStrategy }),
    ...(mergeKey !== undefined && { 'x-kubernetes-patch-merge-key': mergeKey }),
    ...more,
  };
  if (shape.many === 'map') return { type: 'object', additionalProperties: inner, ...own };
  if (shape.many === undefined) return Object.keys(own).length === 0 ? inner : variant(inner, own);
  return {
    type: 'array',
    items: inner,
    'x-kubernetes-list-type': listType?.type ?? 'atomic',
    ...(listType?.type === 'map' && { 'x-kubernetes-list-map-keys': listType.keys }),
    ...own,
  };
}

function variant(schema: SchemaProps, own: SchemaProps): SchemaProps {
  const result = { ...schema, ...own };
  const identity = named.get(schema);
  if (identity !== undefined) named.set(result, identity);
  return result;
}
