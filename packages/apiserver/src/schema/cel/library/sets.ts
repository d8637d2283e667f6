import type { Environment } from '@marcbachmann/cel-js';
import { spend } from '../evaluation-budget.ts';
import { sameValue } from '../same-value.ts';
import { type CelList, define } from './define.ts';

/** Registers cel-go's `sets.contains`, `sets.equivalent` and `sets.intersects`, for lists of anything. */
export function registerSets(env: Environment): void {
  class SetsNamespace {}
  env.registerType('SetsNamespace', SetsNamespace);
  env.registerConstant('sets', 'SetsNamespace', new SetsNamespace());
  define(env, {
    'SetsNamespace.k8s_contains(list<V>, list<V>): bool': (_: unknown, a: CelList, b: CelList) =>
      containsAll(a, b),
    'SetsNamespace.equivalent(list<V>, list<V>): bool': (_: unknown, a: CelList, b: CelList) =>
      containsAll(a, b) && containsAll(b, a),
    'SetsNamespace.intersects(list<V>, list<V>): bool': (_: unknown, a: CelList, b: CelList) => {
      const has = membership(a);
      return [...b].some(has);
    },
  });
}

function containsAll(list: CelList, items: CelList): boolean {
  return [...items].every(membership(list));
}

/** Whether a list has an item. Scalars are looked up, everything else is compared one by one. */
function membership(list: CelList): (item: unknown) => boolean {
  const items = new Set<unknown>(list);
  spend(items.size);
  return (item) => {
    if (typeof item !== 'object') return items.has(item);
    spend(items.size);
    for (const one of items) if (sameValue(one, item)) return true;
    return false;
  };
}
