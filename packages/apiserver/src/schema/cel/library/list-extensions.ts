import type { Environment } from '@marcbachmann/cel-js';
import { spend } from '../evaluation-budget.ts';
import { evaluationFailure } from '../evaluation-failure.ts';
import { createLoop } from '../loop.ts';
import { type CelChecker, type CelNode, type Macro, type MacroCall, macroArgument } from '../macro-host.ts';
import { sameValue } from '../same-value.ts';
import { type CelList, define } from './define.ts';
import { orderedTypes } from './ordered-types.ts';

/**
 * Registers cel-go's functions on lists of anything, in the third version of that library: `slice`, `flatten`,
 * `distinct`, `reverse`, `sort`, `sortBy` and `lists.range`.
 */
export function registerListExtensions(env: Environment): void {
  class ListsNamespace {}
  env.registerType('ListsNamespace', ListsNamespace);
  env.registerConstant('lists', 'ListsNamespace', new ListsNamespace());
  define(env, {
    'ListsNamespace.range(int): list<int>': (_: unknown, end: bigint) => range(end),
    'list<T>.slice(int, int): list<T>': slice,
    'list<list<T>>.flatten(): list<T>': (list: CelList) => flatten(list, 1n),
    'list<dyn>.flatten(int): list<dyn>': flatten,
    'list<T>.distinct(): list<T>': distinct,
    'list<T>.reverse(): list<T>': (list: CelList) => toArray(list).reverse(),
  });
  for (const type of orderedTypes) {
    define(env, {
      [`list<${type}>.sort(): list<${type}>`]: (list: CelList) => sorted(toArray(list), (a) => a),
    });
  }
  env.registerFunction('list.k8s_sortBy(ast, ast): list<dyn>', sortBy, { async: false });
}

/** A copy of a list, whose items are paid for. */
function toArray(list: CelList): unknown[] {
  const items = [...list];
  spend(items.length);
  return items;
}

function range(end: bigint): bigint[] {
  if (end > Number.MAX_SAFE_INTEGER) throw evaluationFailure(`lists.range: ${end} is too large`);
  const length = Math.max(0, Number(end));
  spend(length);
  return Array.from({ length }, (_, index) => BigInt(index));
}

function slice(list: CelList, start: bigint, end: bigint): unknown[] {
  const items = toArray(list);
  if (start < 0n || end < 0n) {
    throw evaluationFailure(`cannot slice(${start}, ${end}), negative indexes not supported`);
  }
  if (start > end) {
    throw evaluationFailure(
      `cannot slice(${start}, ${end}), start index must be less than or equal to end index`,
    );
  }
  if (end > items.length) {
    throw evaluationFailure(`cannot slice(${start}, ${end}), list is length ${items.length}`);
  }
  return items.slice(Number(start), Number(end));
}

function flatten(list: CelList, depth: bigint): unknown[] {
  if (depth < 0n) throw evaluationFailure('level must be non-negative');
  if (depth === 0n) return toArray(list);
  return toArray(list).flatMap((item) => (isList(item) ? flatten(item, depth - 1n) : [item]));
}

function isList(value: unknown): value is CelList {
  return Array.isArray(value) || value instanceof Set;
}

/** The first of each of the values that are equal. Scalars are looked up, everything else is compared one by one. */
function distinct(list: CelList): unknown[] {
  const seen = new Set<unknown>();
  const objects: unknown[] = [];
  return toArray(list).filter((item) => {
    if (typeof item !== 'object' || item === null) {
      if (seen.has(item)) return false;
      seen.add(item);
      return true;
    }
    if (objects.some((other) => isSame(other, item))) return false;
    objects.push(item);
    return true;
  });
}

/** Each comparison costs, so that the clock is looked at between those of large objects. */
function isSame(a: unknown, b: unknown): boolean {
  spend(1);
  return sameValue(a, b);
}

/** Sorts by what JavaScript's `<` compares: all of CEL's types that have an order. Equal items keep their order. */
function sorted(items: readonly unknown[], keyOf: (item: unknown) => unknown): unknown[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) as bigint | number | string }));
  spend(items.length * Math.ceil(Math.log2(items.length + 1)));
  keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  return keyed.map(({ item }) => item);
}

/** `list.sortBy(item, key)`. */
function sortBy({ receiver, ...call }: MacroCall): Macro {
  const loop = createLoop(receiver, macroArgument(call, 0), undefined);
  const key = macroArgument(call, 1);
  return {
    typeCheck(checker, _macro, scope) {
      checkOrdered(checker, checker.check(key, loop.check(checker, scope)).name, key);
      return checker.getType(`list<${loop.firstType().name}>`);
    },
    evaluate(evaluator, _macro, scope) {
      const items: unknown[] = [];
      const keys = new Map<number, unknown>();
      loop.run(evaluator, scope, (item, turn) => {
        keys.set(items.length, turn(key));
        items.push(item);
        return false;
      });
      const indexes = sorted([...items.keys()], (index) => keys.get(Number(index)));
      return indexes.map((index) => items[Number(index)]);
    },
  };
}

function checkOrdered(checker: CelChecker, type: string, key: CelNode): void {
  if (type === 'dyn' || orderedTypes.includes(type)) return;
  const message = `unsupported type '${type}' for sorting`;
  throw checker.createError('no_such_overload', message, key);
}
