import { Duration } from '@marcbachmann/cel-js/evaluator';
import { jsonEqual } from '../json-equal.ts';
import { MessageValue } from './message-value.ts';

/** Whether two CEL values of one type are equal, whatever the type; the order of lists counts. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof MessageValue && b instanceof MessageValue) {
    return jsonEqual(MessageValue.toJson(a), MessageValue.toJson(b));
  }
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Duration && b instanceof Duration) return a.seconds === b.seconds && a.nanos === b.nanos;
  if (isList(a) && isList(b)) return sameItems([...a], [...b]);
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && sameValue(value, b.get(key)));
  }
  return jsonEqual(a, b);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
}

function isList(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || value instanceof Set || value instanceof Uint8Array;
}
