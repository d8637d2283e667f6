import { type Environment, Optional } from '@marcbachmann/cel-js';
import { Duration } from '@marcbachmann/cel-js/evaluator';
import { spend } from '../evaluation-budget.ts';
import { sameValue } from '../same-value.ts';
import { type CelList, define } from './define.ts';

/**
 * Registers what cel-go's optional values have beyond those of the library: `optional.ofNonZeroValue`, `optional.unwrap`
 * and `unwrapOpt`, `first` and `last` of a list, and equality.
 */
export function registerOptionals(env: Environment): void {
  define(env, {
    'OptionalNamespace.ofNonZeroValue(T): optional<T>': (_: unknown, value: unknown) =>
      isZero(value) ? Optional.none() : Optional.of(value),
    'OptionalNamespace.unwrap(list<optional<T>>): list<T>': (_: unknown, list: CelList) => valuesOf(list),
    'list<optional<T>>.unwrapOpt(): list<T>': valuesOf,
    'list<T>.first(): optional<T>': (list: CelList) => Optional.of([...list][0]),
    'list<T>.last(): optional<T>': (list: CelList) => Optional.of([...list].at(-1)),
  });
  env.registerOperator('optional<T> == optional<T>', (a: Optional, b: Optional) =>
    a.hasValue() && b.hasValue() ? sameValue(a.value(), b.value()) : a.hasValue() === b.hasValue(),
  );
}

function valuesOf(list: CelList): unknown[] {
  const optionals = [...list] as Optional[];
  spend(optionals.length);
  return optionals.filter((optional) => optional.hasValue()).map((optional) => optional.value());
}

/** What a field of a type is when nothing was said: null, false, 0, and whatever is empty. */
function isZero(value: unknown): boolean {
  if (value === null || value === false || value === 0 || value === 0n || value === '') return true;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Set || value instanceof Map) return value.size === 0;
  if (value instanceof Duration) return value.seconds === 0n && value.nanos === 0;
  return Object.getPrototypeOf(value) === Object.prototype && Object.keys(value as object).length === 0;
}
