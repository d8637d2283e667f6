import { EvaluationError } from '@marcbachmann/cel-js';
import { createKubernetesEnvironment } from './kubernetes-environment.ts';
import { isPattern } from './library/regular-expressions.ts';
import type { CelNode } from './macro-host.ts';
import { nodesOf } from './nodes-of.ts';

/** What is wrong at one place of an expression although its types fit. */
export interface ExpressionFlaw {
  node: CelNode;
  message: string;
}

/**
 * The first literal of an expression that is no duration, no time or no regular expression although the expression says
 * so. Kubernetes finds these when a rule is written, too (cel-go's validators of literals).
 */
export function findLiteralError(expression: CelNode): ExpressionFlaw | undefined {
  for (const node of nodesOf(expression)) {
    const call = literalCall(node);
    if (call && !isValid(call)) return { node: call.literal, message: `invalid ${call.name} argument` };
  }
  return undefined;
}

type Name = keyof typeof trials | 'matches';

interface LiteralCall {
  name: Name;
  literal: CelNode;
  text: string;
}

/** Expressions that fail unless `text` is of a kind. */
const trials = {
  duration: 'duration(text) == duration("0s")',
  timestamp: 'timestamp(text) == timestamp(0)',
};

function literalCall({ op, args }: CelNode): LiteralCall | undefined {
  if (!Array.isArray(args)) return undefined;
  if (op === 'call') {
    const [name, values] = args as [string, CelNode[]];
    if (name === 'duration' || name === 'timestamp') return withLiteral(name, values[0]);
    return name === 'k8s_matches' ? withLiteral('matches', values[1]) : undefined;
  }
  if (op !== 'rcall' || args[0] !== 'k8s_matches') return undefined;
  return withLiteral('matches', (args[2] as CelNode[])[0]);
}

function withLiteral(name: Name, node: CelNode | undefined): LiteralCall | undefined {
  if (node?.op !== 'value' || typeof node.args !== 'string') return undefined;
  return { name, literal: node, text: node.args };
}

function isValid({ name, text }: LiteralCall): boolean {
  if (name === 'matches') return isPattern(text);
  try {
    createKubernetesEnvironment().registerVariable('text', 'string').evaluate(trials[name], { text });
    return true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}
