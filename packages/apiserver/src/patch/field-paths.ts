import { isObject } from '../schema/json-object.ts';
import { compareElements } from './compare-elements.ts';
import { type FieldSet, isMember, self } from './field-set.ts';

/**
 * The paths of a set as people read them: `.spec.weight`, `.status.conditions[type="Ready"].status`,
 * `.metadata.finalizers[="x"]`. At each place the members come first, then what lies deeper.
 */
export function fieldPaths(set: FieldSet, prefix = ''): string[] {
  const elements = Object.keys(set)
    .filter((element) => element !== self)
    .toSorted(compareElements);
  const paths: string[] = [];
  for (const element of elements) {
    if (isMember(set[element] ?? {})) paths.push(prefix + elementText(element));
  }
  for (const element of elements)
    paths.push(...fieldPaths(set[element] ?? {}, prefix + elementText(element)));
  return paths;
}

/** One element of a path as kube-apiserver prints it. */
export function elementText(element: string): string {
  const content = element.slice(2);
  if (element.startsWith('f:')) return `.${content}`;
  if (element.startsWith('i:')) return `[${content}]`;
  const value: unknown = JSON.parse(content);
  if (element.startsWith('v:') || !isObject(value)) return `[=${JSON.stringify(value)}]`;
  return `[${Object.keys(value)
    .map((name) => `${name}=${JSON.stringify(value[name])}`)
    .join(',')}]`;
}
