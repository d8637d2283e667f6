import type { NamespacedName } from '../entity/entity-object.ts';

/** An object in the work queue: kind, namespace and name. None of them can hold a slash. */
export function workKey(kind: string, { namespace, name }: NamespacedName): string {
  return `${kind}/${namespace}/${name}`;
}

/** What a key of the work queue names. */
export function parseWorkKey(key: string): { kind: string; at: NamespacedName } {
  const [kind = '', namespace = '', name = ''] = key.split('/');
  return { kind, at: { namespace, name } };
}
