import { isObject } from '../schema/json-object.ts';

/**
 * The order of path elements in which kube-apiserver writes field sets and lists conflicts: the node itself, named
 * fields, then items by key, by value and by index. Numbers are compared as such, so port 80 comes before port 443.
 */
export function compareElements(a: string, b: string): number {
  if (a === b) return 0;
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (a.startsWith('f:')) return a < b ? -1 : 1;
  return compareValues(itemOf(a), itemOf(b));
}

/** Elements repeat: objects of a kind have a handful of conditions. */
const known = new Map<string, unknown>();
const MAX_KNOWN = 1000;
const MAX_KNOWN_LENGTH = 100;

/** What an item's element says of it: its keys, its value or its index. */
function itemOf(element: string): unknown {
  const earlier = known.get(element);
  if (earlier !== undefined) return earlier;
  const value: unknown = JSON.parse(element.slice(2));
  if (element.length <= MAX_KNOWN_LENGTH) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(element, value);
  }
  return value;
}

function rankOf(element: string): number {
  return element === '.' ? -1 : 'fkvi'.indexOf(element.charAt(0));
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (isObject(a) && isObject(b)) return compareKeys(Object.entries(a), Object.entries(b));
  const rank = typeRank(a) - typeRank(b);
  if (rank !== 0) return rank;
  const [left, right] = [String(a), String(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Keys are written in alphabetical order, so the first difference decides. */
function compareKeys(a: [name: string, value: unknown][], b: [name: string, value: unknown][]): number {
  for (const [index, [name, value]] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (name !== other[0]) return name < other[0] ? -1 : 1;
    const order = compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function typeRank(value: unknown): number {
  return ['number', 'string', 'boolean', 'object'].indexOf(typeof value);
}
