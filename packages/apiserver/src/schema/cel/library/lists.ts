import type { Environment } from '@marcbachmann/cel-js';
import { Duration } from '@marcbachmann/cel-js/evaluator';
import { spend } from '../evaluation-budget.ts';
import { evaluationFailure } from '../evaluation-failure.ts';
import { type CelList, define } from './define.ts';
import { orderedTypes } from './ordered-types.ts';

/** Registers Kubernetes' functions on lists: `isSorted`, `min`, `max`, `sum`, `indexOf`, `lastIndexOf`. */
export function registerLists(env: Environment): void {
  for (const type of orderedTypes) {
    define(env, {
      [`list<${type}>.isSorted(): bool`]: (list: CelList) => isSorted(toArray(list)),
      [`list<${type}>.min(): ${type}`]: (list: CelList) => extreme(toArray(list), 'min', (a, b) => a < b),
      [`list<${type}>.max(): ${type}`]: (list: CelList) => extreme(toArray(list), 'max', (a, b) => a > b),
      [`list<${type}>.k8s_indexOf(${type}): int`]: (list: CelList, item: unknown) =>
        BigInt(toArray(list).findIndex((other) => isSame(other, item))),
      [`list<${type}>.k8s_lastIndexOf(${type}): int`]: (list: CelList, item: unknown) =>
        BigInt(toArray(list).findLastIndex((other) => isSame(other, item))),
    });
  }
  define(env, {
    'list<int>.sum(): int': (list: CelList) => sumIntegers(toArray(list) as readonly bigint[]),
    'list<double>.sum(): double': (list: CelList) =>
      (toArray(list) as readonly number[]).reduce((a, b) => a + b, 0),
    'list<google.protobuf.Duration>.sum(): google.protobuf.Duration': (list: CelList) =>
      (toArray(list) as readonly unknown[] as readonly Duration[]).reduce(
        (a, b) => a.addDuration(b),
        new Duration(0n),
      ),
  });
}

/** Values of one of the ordered types; JavaScript compares all of them with `<`. */
type Ordered = bigint | number | string;

function toArray(list: CelList): readonly Ordered[] {
  const items = (Array.isArray(list) ? list : [...list]) as readonly Ordered[];
  spend(items.length);
  return items;
}

function isSorted(items: readonly Ordered[]): boolean {
  return items.every((item, index) => {
    const before = items[index - 1];
    return before === undefined || before <= item;
  });
}

function extreme(
  items: readonly Ordered[],
  name: string,
  isBetter: (a: Ordered, b: Ordered) => boolean,
): Ordered {
  const [first, ...rest] = items;
  if (first === undefined) throw evaluationFailure(`${name} called on empty list`);
  return rest.reduce((best, item) => (isBetter(item, best) ? item : best), first);
}

function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Duration && b instanceof Duration) return a.seconds === b.seconds && a.nanos === b.nanos;
  return a === b;
}

function sumIntegers(items: readonly bigint[]): bigint {
  const sum = items.reduce((a, b) => a + b, 0n);
  if (sum !== BigInt.asIntN(64, sum)) throw evaluationFailure('integer overflow');
  return sum;
}
