import { spend } from './evaluation-budget.ts';
import type { CelNode } from './macro-host.ts';
import { nodesOf } from './nodes-of.ts';
import { UnorderedList } from './unordered-list.ts';

/**
 * Makes `+` in a checked expression merge lists of type set and map, where the list on the left is one. The library
 * knows only how to append, and takes no second definition of an operator that it has; but what a place in the tree is
 * evaluated by is a property of that place.
 */
export function mergeListsIn(expression: CelNode): void {
  for (const node of nodesOf(expression)) {
    if (node.op !== '+' || !isBinary(node)) continue;
    const add = node.handle;
    node.handle = (left, right, ...rest) => mergedList(left, right) ?? add(left, right, ...rest);
  }
}

/** A node of a binary operator after its check. */
interface BinaryNode extends CelNode {
  handle(left: unknown, right: unknown, ...rest: unknown[]): unknown;
}

function isBinary(node: CelNode): node is BinaryNode {
  return 'handle' in node && typeof node.handle === 'function';
}

/** Undefined unless the left is a list of type set or map. */
function mergedList(left: unknown, right: unknown): unknown {
  if (!(left instanceof Set) || !(Array.isArray(right) || right instanceof Set)) return undefined;
  spend(left.size);
  return left instanceof UnorderedList ? left.plus(right) : new Set([...left, ...right]);
}
