import { isObject } from '../json-object.ts';
import type { SchemaProps } from '../schema-props.ts';
import { escapeName } from './escape-name.ts';
import type { CelNode } from './macro-host.ts';
import { childrenOf } from './nodes-of.ts';
import { maxElements, maxTextLength } from './size-limits.ts';

/** What cel-go reckons for reading a character of a text, and for one of a regular expression. */
const COST_PER_CHARACTER = 0.1;
const COST_PER_PATTERN_CHARACTER = 0.25;
/** The least that a turn of a loop costs beside its body: its condition and its step. */
const COST_PER_TURN = 2;

const loops = new Set(
  'all exists exists_one existsOne map filter transformList transformMap transformMapEntry sortBy'
    .split(' ')
    .map((name) => `k8s_${name}`),
);

/** The schemas of the variables that an expression sees; undefined for one of which nothing is known. */
type Scope = ReadonlyMap<string, SchemaProps | undefined>;

/**
 * The least that kube-apiserver estimates an expression to cost at worst, in cel-go's units: its loops over lists and
 * maps as long as the schema lets them be, its regular expressions on texts as long as they can be, and what it joins to
 * texts whose length can't be known. What else it does is left out, so an expression that is too expensive by this estimate is so for Kubernetes, too.
 *
 * @param schema that of `self`
 */
export function estimateCost(expression: CelNode, schema: SchemaProps): number {
  const scope: Scope = new Map([
    ['self', schema],
    ['oldSelf', schema],
  ]);
  return costOf(expression, scope);
}

function costOf(node: CelNode, scope: Scope): number {
  if (node.op === 'rcall' && Array.isArray(node.args)) {
    const [name, receiver, args] = node.args as [string, CelNode, CelNode[]];
    if (loops.has(name)) return costOfLoop(name, receiver, args, scope);
    const within = costOf(receiver, scope) + costOfAll(args, scope);
    return 1 + within + (name === 'k8s_matches' ? costOfMatch(receiver, args[0], scope) : 0);
  }
  if (node.op === 'call' && Array.isArray(node.args)) {
    const [name, args] = node.args as [string, CelNode[]];
    const match = name === 'k8s_matches' && args[0] ? costOfMatch(args[0], args[1], scope) : 0;
    return 1 + costOfAll(args, scope) + match;
  }
  if (node.op === '+' && childrenOf(node).some(isConverted)) return Number.POSITIVE_INFINITY;
  return costOfAll(childrenOf(node), scope);
}

/** A text by `string(…)`: cel-go doesn't know how long it can be, and what joins it to another has no bound. */
function isConverted(node: CelNode): boolean {
  if (node.op === '?:') return childrenOf(node).some(isConverted);
  return node.op === 'call' && Array.isArray(node.args) && node.args[0] === 'string';
}

function costOfAll(nodes: readonly CelNode[], scope: Scope): number {
  return nodes.reduce((sum, node) => sum + costOf(node, scope), 0);
}

/** `items.all(item, body)`: the body, as often as there can be items. */
function costOfLoop(name: string, range: CelNode, args: readonly CelNode[], scope: Scope): number {
  const schema = schemaOf(range, scope);
  const turns = schema === undefined ? 1 : maxElements(schema);
  const hasTwoVariables = args.length > 2 && name !== 'k8s_map';
  const [first, second] = args;
  const body = args.slice(hasTwoVariables ? 2 : 1);
  const inner = new Map(scope).set(String(first?.args), hasTwoVariables ? undefined : itemOf(schema));
  if (hasTwoVariables) inner.set(String(second?.args), itemOf(schema) ?? entryOf(schema));
  return costOf(range, scope) + turns * (COST_PER_TURN + costOfAll(body, inner));
}

function costOfMatch(text: CelNode, pattern: CelNode | undefined, scope: Scope): number {
  const schema = schemaOf(text, scope);
  const length = schema === undefined ? undefined : maxTextLength(schema);
  if (length === undefined || pattern?.op !== 'value' || typeof pattern.args !== 'string') return 0;
  return (length + 1) * COST_PER_CHARACTER * pattern.args.length * COST_PER_PATTERN_CHARACTER;
}

/** The schema of what an expression leads to; undefined when it is no plain path. */
function schemaOf(node: CelNode, scope: Scope): SchemaProps | undefined {
  if (node.op === 'id') return scope.get(String(node.args));
  if (!Array.isArray(node.args)) return undefined;
  if (node.op === '.' || node.op === '.?') {
    const [object, field] = node.args as [CelNode, string];
    return fieldOf(schemaOf(object, scope), field);
  }
  if (node.op === '[]' || node.op === '[?]') {
    const schema = schemaOf(node.args[0], scope);
    return schema?.type === 'array' ? schema.items : entryOf(schema);
  }
  if (node.op === 'rcall' && node.args[0] === 'k8s_filter') return schemaOf(node.args[1], scope);
  return undefined;
}

function fieldOf(schema: SchemaProps | undefined, field: string): SchemaProps | undefined {
  const properties = Object.entries(schema?.properties ?? {});
  return properties.find(([name]) => escapeName(name) === field)?.[1] ?? entryOf(schema);
}

function entryOf(schema: SchemaProps | undefined): SchemaProps | undefined {
  const entry = schema?.additionalProperties;
  return isObject(entry) ? entry : undefined;
}

/** What the variable of a loop is: an item of a list, or a key of a map. */
function itemOf(schema: SchemaProps | undefined): SchemaProps | undefined {
  return schema?.type === 'array' ? schema.items : undefined;
}
