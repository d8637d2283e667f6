/*
 * The part of the CEL library that macros work with: its syntax tree, its type checker and its evaluator. The
 * library documents the hooks but leaves them untyped.
 */

/** A type, as the checker knows it. */
export interface CelType {
  readonly kind: string;
  readonly name: string;
  readonly keyType?: CelType;
  readonly valueType?: CelType;
  isDynOrBool(): boolean;
  /** The value of a field; undefined when the object doesn't have it. */
  fieldLazy(object: unknown, field: unknown, node: CelNode, evaluator: CelEvaluator): unknown;
}

/** A node of the syntax tree. `.` has the object's node and the field's name as its arguments. */
export interface CelNode {
  readonly op: string;
  readonly args: unknown;
  /** Where it begins in the text that was parsed. */
  readonly start: number;
}

/** The variables that an expression sees. */
export interface CelScope {
  forkWithVariable(name: string, type: CelType): CelLoopScope;
}

/** The variables inside a macro, with the macro's own. */
interface CelLoopScope extends CelScope {
  setIterValue(value: unknown, evaluator: CelEvaluator): this;
}

export interface CelChecker {
  readonly objectTypes: ReadonlyMap<string, { readonly fields?: Readonly<Record<string, CelType>> }>;
  check(node: CelNode, scope: CelScope): CelType;
  getType(name: string): CelType;
  createError(code: string, message: string, node: CelNode): Error;
}

export interface CelEvaluator {
  run(node: CelNode, scope: CelScope): unknown;
  debugType(value: unknown): CelType;
  createError(code: string, message: string, node: CelNode): Error;
}

/** What a macro's handler is called with, once for each place where it is used. */
export interface MacroCall {
  readonly args: readonly CelNode[];
  readonly receiver?: CelNode;
}

/** What a macro's handler returns: how to check and to evaluate that place. */
export interface Macro {
  typeCheck(checker: CelChecker, macro: Macro, scope: CelScope): CelType;
  evaluate(evaluator: CelEvaluator, macro: Macro, scope: CelScope): unknown;
}

/** The argument of a macro at a place, which its signature says is there. */
export function macroArgument(call: MacroCall, index: number): CelNode {
  const node = call.args[index];
  if (!node) throw new Error(`A macro was registered with fewer than ${index + 1} arguments`);
  return node;
}
