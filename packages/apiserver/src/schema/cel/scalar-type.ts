import { Duration } from '@marcbachmann/cel-js/evaluator';
import { parseDuration } from '../parse-duration.ts';
import type { SchemaProps } from '../schema-props.ts';
import type { ToCel } from './message-value.ts';

/** A CEL type for values that aren't made of others. */
interface ScalarType {
  name: string;
  /** Undefined where the JSON value is the CEL value. */
  toCel: ToCel | undefined;
}

const nanosPerSecond = 1_000_000_000n;

/**
 * The CEL type of a scalar schema (Kubernetes' table of OpenAPI and CEL types); undefined for objects, lists, and
 * values of which the schema doesn't say what they are. A scalar that may be null is dynamic, as is one that may be
 * an integer or a string.
 */
export function scalarType(schema: SchemaProps): ScalarType | undefined {
  if (schema['x-kubernetes-int-or-string']) return { name: 'dyn', toCel: toInteger };
  const type = typeWithoutNull(schema);
  return type && schema.nullable ? { ...type, name: 'dyn' } : type;
}

function typeWithoutNull(schema: SchemaProps): ScalarType | undefined {
  switch (schema.type) {
    case 'boolean':
      return { name: 'bool', toCel: undefined };
    case 'integer':
      return { name: 'int', toCel: toInteger };
    case 'number':
      return { name: 'double', toCel: undefined };
    case 'string':
      return stringType(schema.format);
    default:
      return undefined;
  }
}

function stringType(format: string | undefined): ScalarType {
  switch (format) {
    case 'byte':
      return { name: 'bytes', toCel: ifText((text) => Buffer.from(text, 'base64')) };
    case 'date':
    case 'date-time':
      return { name: 'google.protobuf.Timestamp', toCel: ifText(toTimestamp) };
    case 'duration':
      return { name: 'google.protobuf.Duration', toCel: ifText(toDuration) };
    default:
      return { name: 'string', toCel: undefined };
  }
}

function toInteger(value: unknown): unknown {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

/** Milliseconds are as fine as times get here; Kubernetes' own go to the second. */
function toTimestamp(text: string): unknown {
  const time = new Date(text.toUpperCase());
  return Number.isNaN(time.getTime()) ? text : time;
}

function toDuration(text: string): unknown {
  const nanos = parseDuration(text);
  return nanos === undefined ? text : new Duration(nanos / nanosPerSecond, Number(nanos % nanosPerSecond));
}

function ifText(convert: (text: string) => unknown): ToCel {
  return (value) => (typeof value === 'string' ? convert(value) : value);
}
