import { stringify } from 'yaml';
import { isObject, type UnknownObject } from '../schema/json-object.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/*
 * The messages of gnostic's `openapiv2/OpenAPIv2.proto`, as far as a Swagger document of an API server has them:
 * for each JSON field the number and the type of the message's field.
 */

type Encode = (writer: ProtobufWriter, field: number, value: unknown) => void;
type Message = Readonly<Record<string, readonly [field: number, encode: Encode]>>;

const string: Encode = (writer, field, value) => writer.string(field, String(value));
const bool: Encode = (writer, field, value) => writer.bool(field, value === true);
const integer: Encode = (writer, field, value) => writer.integer(field, Number(value));
const double: Encode = (writer, field, value) => writer.double(field, Number(value));

/** openapi.v2.Any: whatever it is, as YAML. */
const any: Encode = (writer, field, value) =>
  writer.message(field, (inner) => inner.string(2, stringify(value, { lineWidth: 0 })));

function each(encode: Encode): Encode {
  return (writer, field, value) => {
    for (const item of Array.isArray(value) ? value : [value]) encode(writer, field, item);
  };
}

/** A message; `extensions` is the number of its vendor extensions, which take the fields that begin with `x-`. */
function message(fields: () => Message, extensions?: number): Encode {
  return (writer, field, value) =>
    writer.message(field, (inner) => writeFields(inner, value, fields(), extensions));
}

function writeFields(writer: ProtobufWriter, value: unknown, fields: Message, extensions?: number): void {
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const known = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (known !== undefined) known[1](writer, known[0], item);
    else if (extensions !== undefined && key.startsWith('x-'))
      named(any)(writer, extensions, { [key]: item });
  }
}

/** A map, as messages of a name and a value. */
function named(encode: Encode): Encode {
  return (writer, field, value) => {
    for (const [name, item] of Object.entries(isObject(value) ? value : {})) {
      writer.message(field, (inner) => {
        inner.string(1, name);
        encode(inner, 2, item);
      });
    }
  };
}

/** A message whose one field holds the value. */
function wrapped(number: number, encode: Encode): Encode {
  return (writer, field, value) => writer.message(field, (inner) => encode(inner, number, value));
}

const schema: Encode = message(() => schemaFields, 31);

const schemaFields: Message = {
  $ref: [1, string],
  format: [2, string],
  title: [3, string],
  description: [4, string],
  default: [5, any],
  multipleOf: [6, double],
  maximum: [7, double],
  exclusiveMaximum: [8, bool],
  minimum: [9, double],
  exclusiveMinimum: [10, bool],
  maxLength: [11, integer],
  minLength: [12, integer],
  pattern: [13, string],
  maxItems: [14, integer],
  minItems: [15, integer],
  uniqueItems: [16, bool],
  maxProperties: [17, integer],
  minProperties: [18, integer],
  required: [19, each(string)],
  enum: [20, each(any)],
  additionalProperties: [
    21,
    (writer, field, value) =>
      writer.message(field, (inner) => (isObject(value) ? schema(inner, 1, value) : bool(inner, 2, value))),
  ],
  type: [22, wrapped(1, each(string))],
  items: [23, wrapped(1, schema)],
  properties: [25, wrapped(1, named(schema))],
  externalDocs: [29, message(() => ({ description: [1, string], url: [2, string] }))],
  example: [30, any],
};

const queryParameter: Encode = message(() => ({
  required: [1, bool],
  in: [2, string],
  description: [3, string],
  name: [4, string],
  type: [6, string],
  uniqueItems: [20, bool],
}));

const pathParameter: Encode = message(() => ({
  required: [1, bool],
  in: [2, string],
  description: [3, string],
  name: [4, string],
  type: [5, string],
  uniqueItems: [19, bool],
}));

const bodyParameter: Encode = message(() => ({
  description: [1, string],
  name: [2, string],
  in: [3, string],
  required: [4, bool],
  schema: [5, schema],
}));

/** Parameters are nested in the messages of what they could be otherwise: reference, body, kind of place. */
const parameter: Encode = wrapped(1, (writer, field, value) =>
  writer.message(field, (inner) => {
    const place = isObject(value) ? value['in'] : undefined;
    if (place === 'body') bodyParameter(inner, 1, value);
    else if (place === 'query') wrapped(3, queryParameter)(inner, 2, value);
    else wrapped(4, pathParameter)(inner, 2, value);
  }),
);

const response: Encode = wrapped(
  1,
  message(() => ({ description: [1, string], schema: [2, wrapped(1, schema)] }), 5),
);

const operation: Encode = message(
  () => ({
    tags: [1, each(string)],
    summary: [2, string],
    description: [3, string],
    operationId: [5, string],
    produces: [6, each(string)],
    consumes: [7, each(string)],
    parameters: [8, each(parameter)],
    responses: [9, wrapped(1, named(response))],
    schemes: [10, each(string)],
    deprecated: [11, bool],
  }),
  13,
);

const pathItem: Encode = message(
  () => ({
    get: [2, operation],
    put: [3, operation],
    post: [4, operation],
    delete: [5, operation],
    patch: [8, operation],
    parameters: [9, each(parameter)],
  }),
  10,
);

const documentFields: Message = {
  swagger: [1, string],
  info: [2, message(() => ({ title: [1, string], version: [2, string] }))],
  paths: [8, wrapped(2, named(pathItem))],
  definitions: [9, wrapped(1, named(schema))],
};

/** The media type that clients ask for. It isn't a legal one: `@` is no letter of a type. */
const askedType = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

/** The media type of what `encodeSwagger` gives. */
export const swaggerProtobufType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** Whether a client wants the protobuf form, by either name. */
export function acceptsSwaggerProtobuf(accept: string): boolean {
  return accept.includes(askedType) || accept.includes(swaggerProtobufType);
}

/** Encodes a Swagger 2.0 document as gnostic's protobuf, which kubectl before 1.30 asks for. */
export function encodeSwagger(document: UnknownObject): Uint8Array {
  const writer = new ProtobufWriter();
  writeFields(writer, document, documentFields);
  return writer.finish();
}
