import { compareElements } from './compare-elements.ts';

/**
 * A set of field paths, in the very form of `fieldsV1`: a trie whose keys are path elements (`f:name` a field,
 * `k:{"type":"Ready"}` a list item by its keys, `v:"x"` an item of a set, `i:0` an index). A node is a member of
 * the set when it holds `.` or nothing at all; the root never is one, and an empty root is the empty set.
 *
 * Because the form of the wire is the form in memory, entries that an update doesn't touch are never parsed nor
 * rebuilt. The operations leave their arguments alone and give back one of them where that is the answer, so
 * identity tells that nothing changed.
 */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

/** A node that is a member and has nothing below. As a root: the empty set. */
export const leaf: FieldSet = Object.freeze({});

/** The key by which a node with children says that it is a member, too. */
export const self = '.';

/** Whether nothing is in the set. */
export function isEmpty(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** Whether the path that leads to this node is itself in the set. */
export function isMember(node: FieldSet): boolean {
  return self in node || isEmpty(node);
}

/** A node with its own path in the set. */
export function withSelf(node: FieldSet): FieldSet {
  return isMember(node) ? node : { [self]: leaf, ...node };
}

/** The paths in either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  let result: Record<string, FieldSet> | undefined;
  for (const element in b) {
    const left = a[element];
    const right = b[element];
    if (right === undefined) continue;
    const merged = left === undefined ? right : unionOfNodes(left, right);
    if (merged !== left) {
      result ??= { ...a };
      result[element] = merged;
    }
  }
  return result ?? a;
}

function unionOfNodes(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(b)) return withSelf(a);
  if (isEmpty(a)) return withSelf(b);
  return union(a, b);
}

/** The paths in both sets. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  let result: Record<string, FieldSet> | undefined;
  for (const element in a) {
    const left = a[element];
    const right = b[element];
    if (left === undefined || right === undefined || element === self) continue;
    const common = intersectionOfNodes(left, right);
    if (common === undefined) continue;
    result ??= {};
    result[element] = common;
  }
  return result ?? leaf;
}

function intersectionOfNodes(a: FieldSet, b: FieldSet): FieldSet | undefined {
  const children = intersection(a, b);
  if (!isMember(a) || !isMember(b)) return isEmpty(children) ? undefined : children;
  return isEmpty(children) ? leaf : withSelf(children);
}

/** The paths in `a` that aren't in `b`. A path below one in `b` stays: only exact paths count. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return isEmpty(a) || isEmpty(b) ? a : (differenceOfNodes(a, b, false) ?? leaf);
}

function differenceOfNodes(a: FieldSet, b: FieldSet, removeSelf: boolean): FieldSet | undefined {
  if (isEmpty(a)) return removeSelf ? undefined : a;
  let result: Record<string, FieldSet> | undefined;
  if (removeSelf && self in a) {
    result = { ...a };
    delete result[self];
  }
  for (const element in b) {
    const left = a[element];
    const right = b[element];
    if (left === undefined || right === undefined || element === self) continue;
    const rest = differenceOfNodes(left, right, isMember(right));
    if (rest === left) continue;
    result ??= { ...a };
    if (rest === undefined) delete result[element];
    else result[element] = rest;
  }
  if (result === undefined) return a;
  if (isEmpty(result)) return undefined;
  return self in result && Object.keys(result).length === 1 ? leaf : result;
}

/** Whether the same paths are in both sets. */
export function sameFields(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  let count = 0;
  for (const element in a) {
    const left = a[element];
    const right = b[element];
    if (left === undefined || right === undefined || !sameFields(left, right)) return false;
    count++;
  }
  for (const _ in b) count--;
  return count === 0;
}

/** The same set with its elements in kube-apiserver's order at every place, so that equal sets are equal JSON. */
export function inElementOrder(set: FieldSet): FieldSet {
  // As a list of entries: V8 compiles a loop over names that differ from set to set anew again and again.
  const entries = Object.entries(set);
  let isSorted = true;
  let isSame = true;
  let previous: string = self;
  for (const entry of entries) {
    const [element, node] = entry;
    if (isSorted && compareElements(element, previous) < 0) isSorted = false;
    previous = element;
    const ordered = isEmpty(node) ? node : inElementOrder(node);
    if (ordered === node) continue;
    entry[1] = ordered;
    isSame = false;
  }
  if (!isSorted) entries.sort(([a], [b]) => compareElements(a, b));
  return isSorted && isSame ? set : Object.fromEntries(entries);
}
