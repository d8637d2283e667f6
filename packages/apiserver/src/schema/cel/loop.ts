import { spend } from './evaluation-budget.ts';
import type { CelChecker, CelEvaluator, CelNode, CelScope, CelType } from './macro-host.ts';

/** One turn of a loop: evaluates a node with the loop's variables set. */
export type Turn = (node: CelNode) => unknown;

/** A loop over a list or a map, at one place of an expression. It is checked before it is run. */
export interface Loop {
  /** Checks what is looped over, and returns the scope that the loop's body sees. */
  check(checker: CelChecker, scope: CelScope): CelScope;
  /** Type of the first variable. */
  firstType(): CelType;
  /**
   * Runs `visit` with the value of the first variable, turn by turn, until it returns true, and returns whether it did.
   * Each turn costs a step.
   */
  run(evaluator: CelEvaluator, scope: CelScope, visit: (first: unknown, turn: Turn) => boolean): boolean;
}

/**
 * A loop with one variable, which is the item of a list or the key of a map, or with two: the index and the item, or
 * the key and the value.
 */
export function createLoop(receiver: CelNode | undefined, first: CelNode, second: CelNode | undefined): Loop {
  if (!receiver) throw new Error('A macro over items needs something to loop over');
  const firstName = String(first.args);
  const secondName = String(second?.args);
  let types: VariableTypes | undefined;
  const checkedTypes = () => {
    if (!types) throw new Error('A macro is checked before it is evaluated');
    return types;
  };

  return {
    firstType: () => checkedTypes().first,
    check(checker, scope) {
      checkNames(checker, first, second);
      types = variableTypes(checker, receiver, scope, second !== undefined);
      const outer = scope.forkWithVariable(firstName, types.first);
      return second ? outer.forkWithVariable(secondName, types.second) : outer;
    },
    run(evaluator, scope, visit) {
      const range = evaluator.run(receiver, scope);
      const isMap = isMapRange(evaluator, receiver, range);
      const outer = scope.forkWithVariable(firstName, checkedTypes().first);
      const inner = second && outer.forkWithVariable(secondName, checkedTypes().second);
      const turn: Turn = (node) => evaluator.run(node, inner ?? outer);
      let index = 0n;
      for (const item of itemsOf(range, isMap)) {
        spend(1);
        const value = inner && !isMap ? index++ : item;
        outer.setIterValue(value, evaluator);
        inner?.setIterValue(isMap ? valueAt(range, item) : item, evaluator);
        if (visit(value, turn)) return true;
      }
      return false;
    },
  };
}

interface VariableTypes {
  first: CelType;
  /** Of no use to a loop with one variable. */
  second: CelType;
}

function checkNames(checker: CelChecker, first: CelNode, second: CelNode | undefined): void {
  for (const variable of second ? [first, second] : [first]) {
    if (variable.op === 'id') continue;
    throw checker.createError('invalid_macro_argument', 'argument must be a simple name', variable);
  }
  if (second && first.args === second.args) {
    const message = `duplicate variable name: ${String(second.args)}`;
    throw checker.createError('invalid_macro_argument', message, second);
  }
}

function variableTypes(
  checker: CelChecker,
  receiver: CelNode,
  scope: CelScope,
  hasTwo: boolean,
): VariableTypes {
  const type = checker.check(receiver, scope);
  if (type.kind === 'dyn') return { first: type, second: type };
  if (type.kind === 'list' && type.valueType) {
    return { first: hasTwo ? checker.getType('int') : type.valueType, second: type.valueType };
  }
  if (type.kind === 'map' && type.keyType && type.valueType) {
    return { first: type.keyType, second: type.valueType };
  }
  const message = `expression of type '${type.name}' cannot be range of a comprehension (must be list, map, or dynamic)`;
  throw checker.createError('invalid_comprehension_range', message, receiver);
}

function isMapRange(evaluator: CelEvaluator, receiver: CelNode, range: unknown): boolean {
  if (Array.isArray(range) || range instanceof Set) return false;
  const type = evaluator.debugType(range);
  if (type.kind === 'map') return true;
  throw evaluator.createError('no_such_overload', `no such overload: loop over ${type.name}`, receiver);
}

/** The items of a list, or the keys of a map. */
function itemsOf(range: unknown, isMap: boolean): Iterable<unknown> {
  if (!isMap) return range as Iterable<unknown>;
  return range instanceof Map ? range.keys() : Object.keys(range as object);
}

function valueAt(map: unknown, key: unknown): unknown {
  return map instanceof Map ? map.get(key) : (map as Readonly<Record<string, unknown>>)[String(key)];
}
