import {
  TypeError as CelTypeError,
  type Environment,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { mergeListsIn } from './list-sum.ts';
import { findLiteralError } from './literal-errors.ts';
import type { CelNode } from './macro-host.ts';
import { findMissingOptionalField } from './missing-optional-field.ts';
import { translateExpression, untranslateMessage } from './translate-expression.ts';

/** An expression that can be evaluated, or the reason why it can't, as a kube-apiserver words it. */
export type CompiledExpression =
  | { ok: true; evaluate: ParseResult; tree: CelNode; identifiers: ReadonlySet<string> }
  | { ok: false; reason: string };

/** Parses and type-checks an expression that must be of a type (`bool`, `string`) in an environment. */
export function compileExpression(
  env: Environment,
  source: string,
  type: 'bool' | 'string',
): CompiledExpression {
  const { text, identifiers, foreignCalls } = translateExpression(source);
  const [foreign] = foreignCalls;
  if (foreign !== undefined) {
    return { ok: false, reason: `compilation failed: undeclared reference to '${foreign}'` };
  }
  try {
    const evaluate = env.parse(text);
    const { valid, type: found, error } = evaluate.check();
    if (!valid) throw error;
    const flaw = findLiteralError(evaluate.ast) ?? findMissingOptionalField(evaluate.ast, env);
    if (flaw) {
      const { node, message } = flaw;
      return { ok: false, reason: `compilation failed: ${atPlace(message, node.start, text, source)}` };
    }
    mergeListsIn(evaluate.ast);
    if (found === type) return { ok: true, evaluate, tree: evaluate.ast, identifiers };
    const expected =
      type === 'bool'
        ? 'cel expression must evaluate to a bool'
        : 'messageExpression must evaluate to a string';
    return { ok: false, reason: expected };
  } catch (error) {
    if (error instanceof ParseError || error instanceof CelTypeError) {
      return { ok: false, reason: `compilation failed: ${describe(error, text, source)}` };
    }
    // Whatever else the library throws is about the expression, too: it may refuse a CRD but not break the server.
    if (error instanceof Error) return { ok: false, reason: `compilation failed: ${error.message}` };
    throw error;
  }
}

/** The library's complaint, with the place in the rule as its author wrote it. */
function describe(error: ParseError | CelTypeError, text: string, source: string): string {
  const summary = untranslateMessage(error.summary).replace(/^No such key: (.*)$/, "undefined field '$1'");
  return error.range ? atPlace(summary, error.range.start, text, source) : summary;
}

/** A complaint with its place in the rule. @param start where it is in the rule's translation */
function atPlace(complaint: string, start: number, text: string, source: string): string {
  const offset = untranslateMessage(text.slice(0, start)).length;
  const before = source.slice(0, offset).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const line = source.split('\n')[before.length - 1] ?? '';
  return `ERROR: <input>:${before.length}:${column + 1}: ${complaint}\n | ${line}\n | ${'.'.repeat(column)}^`;
}
