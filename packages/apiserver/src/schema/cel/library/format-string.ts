import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { evaluationFailure } from '../evaluation-failure.ts';

/**
 * CEL's `format`: `%s` any value, `%d` a whole number, `%f` and `%e` with a precision (6 unless given), `%x`, `%X`,
 * `%o` and `%b` a whole number in another base (hexadecimal takes text and bytes, too), `%%` a percent sign.
 *
 * @throws EvaluationError when a verb is unknown, doesn't fit its value, or has none
 */
export function formatString(pattern: string, values: readonly unknown[]): string {
  let next = 0;
  return pattern.replaceAll(
    /%(%|(?:\.(\d{1,3}))?([\s\S]|$))/g,
    (_all, inner: string, precision?: string, verb?: string) => {
      if (inner === '%') return '%';
      if (next >= values.length) throw evaluationFailure(`index ${next} out of range`);
      return formatValue(values[next++], verb ?? '', precision === undefined ? 6 : Number(precision));
    },
  );
}

function formatValue(value: unknown, verb: string, precision: number): string {
  switch (verb) {
    case 's':
      return asText(value);
    case 'd':
      return String(wholeNumber(value, verb));
    case 'f':
      return decimal(value, verb).toFixed(precision);
    case 'e':
      return decimal(value, verb)
        .toExponential(precision)
        .replace(/e([+-])(\d)$/, 'e$10$2');
    case 'x':
      return hexadecimal(value);
    case 'X':
      return hexadecimal(value).toUpperCase();
    case 'o':
      return wholeNumber(value, verb).toString(8);
    case 'b':
      return typeof value === 'boolean' ? (value ? '1' : '0') : wholeNumber(value, verb).toString(2);
    default:
      throw evaluationFailure(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

function asText(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value instanceof Duration || value instanceof UnsignedInt) return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (Array.isArray(value) || value instanceof Set) return `[${[...value].map(asText).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return `{${entries.map(([key, item]) => `${asText(key)}: ${asText(item)}`).join(', ')}}`;
  }
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function wholeNumber(value: unknown, verb: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof UnsignedInt) return value.value;
  throw unsupported(verb, 'only integers can be formatted so');
}

function decimal(value: unknown, verb: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || value instanceof UnsignedInt) return Number(value.valueOf());
  throw unsupported(verb, 'only numbers can be formatted so');
}

function hexadecimal(value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('hex');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return wholeNumber(value, 'x').toString(16);
}

function unsupported(verb: string, why: string): Error {
  return evaluationFailure(`error during formatting: %${verb}: ${why}`);
}
