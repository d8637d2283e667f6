import { isObject } from '../json-object.ts';
import type { CelNode } from './macro-host.ts';

/** A syntax tree, node by node, each before those below it. */
export function* nodesOf(node: CelNode): Generator<CelNode> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

/** The nodes right below a node. */
export function childrenOf({ args }: CelNode): CelNode[] {
  if (isNode(args)) return [args];
  return Array.isArray(args) ? args.flat(2).filter(isNode) : [];
}

function isNode(value: unknown): value is CelNode {
  return isObject(value) && typeof value['op'] === 'string';
}
