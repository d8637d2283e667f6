import type { Environment } from '@marcbachmann/cel-js';
import { spend } from '../evaluation-budget.ts';
import { type CelList, define } from './define.ts';

/** The types whose values are the same when JavaScript's `===` says so. */
const comparedTypes = ['int', 'double', 'bool', 'string'];

/** Registers cel-go's `sets.contains`, `sets.equivalent` and `sets.intersects`, for lists of scalars. */
export function registerSets(env: Environment): void {
  class SetsNamespace {}
  env.registerType('SetsNamespace', SetsNamespace);
  env.registerConstant('sets', 'SetsNamespace', new SetsNamespace());
  for (const type of comparedTypes) {
    const list = `list<${type}>`;
    define(env, {
      [`SetsNamespace.k8s_contains(${list}, ${list}): bool`]: (_: unknown, a: CelList, b: CelList) =>
        containsAll(toSet(a), toSet(b)),
      [`SetsNamespace.equivalent(${list}, ${list}): bool`]: (_: unknown, a: CelList, b: CelList) => {
        const [left, right] = [toSet(a), toSet(b)];
        return left.size === right.size && containsAll(left, right);
      },
      [`SetsNamespace.intersects(${list}, ${list}): bool`]: (_: unknown, a: CelList, b: CelList) =>
        intersects(toSet(a), toSet(b)),
    });
  }
}

function toSet(list: CelList): Set<unknown> {
  const set = new Set<unknown>(list);
  spend(set.size);
  return set;
}

function containsAll(set: ReadonlySet<unknown>, items: ReadonlySet<unknown>): boolean {
  return [...items].every((item) => set.has(item));
}

function intersects(a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean {
  return [...a].some((item) => b.has(item));
}
