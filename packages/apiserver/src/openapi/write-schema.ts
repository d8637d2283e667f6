import type { JsonObject, JsonValue } from '../kube-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import type { Definitions } from './definitions.ts';

/** The dialects of schemas: OpenAPI 3.0, and Swagger 2.0 for old clients. */
export type Dialect = 'v3' | 'v2';

/** A document's schemas, by name, in a dialect. */
export function writeDefinitions(definitions: Definitions, dialect: Dialect): JsonObject {
  const result: JsonObject = {};
  for (const name of [...definitions.byName.keys()].toSorted()) {
    const definition = definitions.byName.get(name);
    if (definition === undefined) continue;
    const written = writeBody(definition.schema, definitions, dialect);
    // Parts are described where they are used; clients that show both would show the same twice.
    if (definition.kinds.length === 0) delete written['description'];
    else {
      written['x-kubernetes-group-version-kind'] = definition.kinds.map((kind) => ({ ...kind }));
    }
    result[name] = written;
  }
  return result;
}

/** A reference to a named schema, as the schema of something. */
export function reference(name: string, dialect: Dialect): JsonObject {
  return { $ref: `#/${dialect === 'v3' ? 'components/schemas' : 'definitions'}/${name}` };
}

/** What a use of a named schema says for itself. */
const besideReferences = ['description', 'x-kubernetes-patch-strategy'] as const;

function write(schema: SchemaProps, definitions: Definitions, dialect: Dialect): JsonObject {
  const name = definitions.nameOf(schema);
  if (name === undefined) return writeBody(schema, definitions, dialect);
  const described: JsonObject = {};
  for (const key of besideReferences) {
    if (schema[key] !== undefined) described[key] = schema[key] as JsonValue;
  }
  // In OpenAPI 3.0 nothing beside a `$ref` counts.
  if (dialect === 'v3') return { ...described, allOf: [reference(name, dialect)], default: {} };
  return { ...described, ...reference(name, dialect) };
}

/** What Swagger 2.0 hasn't. */
const notInSwagger = new Set(['nullable', 'anyOf', 'oneOf', 'not', 'allOf']);

function writeBody(schema: SchemaProps, definitions: Definitions, dialect: Dialect): JsonObject {
  if (dialect === 'v2') return writeSwaggerBody(schema, definitions);
  return writeFields(schema, definitions, dialect);
}

/**
 * kubectl before 1.25 validates by this document itself, and knows neither null nor unknown fields: where those are
 * allowed, nothing is said about the value.
 */
function writeSwaggerBody(schema: SchemaProps, definitions: Definitions): JsonObject {
  const { properties, items, additionalProperties, type, ...rest } = schema;
  const kept: SchemaProps =
    schema.nullable === true || schema['x-kubernetes-int-or-string'] === true
      ? rest
      : schema['x-kubernetes-preserve-unknown-fields'] === true
        ? { ...rest, ...(type !== undefined && { type }) }
        : schema;
  const written = writeFields(kept, definitions, 'v2');
  for (const key of notInSwagger) delete written[key];
  return written;
}

function writeFields(schema: SchemaProps, definitions: Definitions, dialect: Dialect): JsonObject {
  const { properties, items, additionalProperties, allOf, anyOf, oneOf, not, ...plain } = schema;
  const inner = (value: SchemaProps) => write(value, definitions, dialect);
  const result: JsonObject = { ...(plain as JsonObject) };
  if (properties !== undefined) {
    result['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, inner(field)]),
    );
  }
  if (items !== undefined) result['items'] = inner(items);
  if (typeof additionalProperties === 'object') result['additionalProperties'] = inner(additionalProperties);
  else if (additionalProperties !== undefined) result['additionalProperties'] = additionalProperties;
  for (const [key, branches] of Object.entries({ allOf, anyOf, oneOf })) {
    if (branches !== undefined) result[key] = branches.map(inner) as JsonValue[];
  }
  if (not !== undefined) result['not'] = inner(not);
  return result;
}
