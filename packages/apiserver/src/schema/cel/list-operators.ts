import type { Environment } from '@marcbachmann/cel-js';
import { spend } from './evaluation-budget.ts';
import type { CelList } from './library/define.ts';

/** How a list of a schema compares and adds up; what each means depends on its `x-kubernetes-list-type`. */
export interface ListOperators {
  equal(a: CelList, b: CelList): boolean;
  add(a: CelList, b: CelList): CelList;
}

/** Lists of scalars. Those that the schema calls sets are JavaScript Sets, for which order doesn't count. */
export const scalarListOperators: ListOperators = {
  equal(a, b) {
    spend(1 + sizeOf(a));
    if (sizeOf(a) !== sizeOf(b)) return false;
    if (Array.isArray(a) && Array.isArray(b)) return a.every((item, index) => item === b[index]);
    const items = new Set<unknown>(b);
    return [...a].every((item) => items.has(item));
  },
  add(a, b) {
    spend(sizeOf(a) + sizeOf(b));
    return a instanceof Set ? new Set([...a, ...b]) : [...a, ...b];
  },
};

/** Operators for the lists of literals, which no schema declares. */
export function registerScalarListOperators(env: Environment): void {
  for (const type of scalarListTypes) registerListOperators(env, type, scalarListOperators);
}

/** The list types for which every environment has operators. */
export const scalarListTypes: ReadonlySet<string> = new Set([
  'list<string>',
  'list<int>',
  'list<double>',
  'list<bool>',
]);

export function registerListOperators(env: Environment, type: string, { equal, add }: ListOperators): void {
  env.registerOperator(`${type} == ${type}`, equal);
  env.registerOperator(`${type} + ${type}`, add);
}

function sizeOf(list: CelList): number {
  return list instanceof Set ? list.size : (list as readonly unknown[]).length;
}
