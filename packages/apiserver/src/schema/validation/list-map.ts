import { isObject } from '../json-object.ts';

/** The item of a `x-kubernetes-list-type: map` list that has the same keys as `item`; undefined when none has. */
export function findByKeys(list: readonly unknown[], keys: readonly string[], item: unknown): unknown {
  if (!isObject(item)) return undefined;
  return list.find((other) => isObject(other) && keys.every((key) => other[key] === item[key]));
}
