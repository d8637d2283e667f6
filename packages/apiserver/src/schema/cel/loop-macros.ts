import type { Environment } from '@marcbachmann/cel-js';
import { EvaluationBudgetError, spend } from './evaluation-budget.ts';
import type { CelChecker, CelEvaluator, CelNode, CelScope, CelType, Macro, MacroCall } from './macro-host.ts';

/** One turn of a loop for each item: evaluates a node with the loop's variable set to the item. */
type Turn = (node: CelNode) => unknown;

/**
 * Registers `all`, `exists`, `exists_one`, `map` and `filter`, over the items of lists and the keys of maps, as CEL
 * defines them. They take the place of the library's, which no budget bounds.
 */
export function registerLoopMacros(env: Environment): void {
  const register = (signature: string, create: (call: MacroCall) => Macro) => {
    env.registerFunction(signature, create, { async: false });
  };
  register('list.k8s_all(ast, ast): bool', (call) => quantifier(call, false));
  register('list.k8s_exists(ast, ast): bool', (call) => quantifier(call, true));
  register('list.k8s_exists_one(ast, ast): bool', existsOne);
  register('list.k8s_filter(ast, ast): list<dyn>', filter);
  register('list.k8s_map(ast, ast): list<dyn>', (call) => map(call, undefined, call.args[1]));
  register('list.k8s_map(ast, ast, ast): list<dyn>', (call) => map(call, call.args[1], call.args[2]));
}

/** `all` and `exists`: the first item with the decisive answer ends the loop, and outweighs errors in others. */
function quantifier(call: MacroCall, decisive: boolean): Macro {
  const loop = createLoop(call);
  const predicate = argument(call, 1);
  return {
    typeCheck(checker, _macro, scope) {
      checkPredicate(checker, predicate, loop.check(checker, scope));
      return checker.getType('bool');
    },
    evaluate(evaluator, _macro, scope) {
      let failure: unknown;
      const decided = loop.run(evaluator, scope, (_item, turn) => {
        try {
          return runPredicate(evaluator, predicate, turn) === decisive;
        } catch (error) {
          if (error instanceof EvaluationBudgetError) throw error;
          failure ??= error;
          return false;
        }
      });
      if (!decided && failure !== undefined) throw failure;
      return decided ? decisive : !decisive;
    },
  };
}

function existsOne(call: MacroCall): Macro {
  const loop = createLoop(call);
  const predicate = argument(call, 1);
  return {
    typeCheck(checker, _macro, scope) {
      checkPredicate(checker, predicate, loop.check(checker, scope));
      return checker.getType('bool');
    },
    evaluate(evaluator, _macro, scope) {
      let count = 0;
      loop.run(evaluator, scope, (_item, turn) => {
        if (runPredicate(evaluator, predicate, turn)) count++;
        return false;
      });
      return count === 1;
    },
  };
}

function filter(call: MacroCall): Macro {
  const loop = createLoop(call);
  const predicate = argument(call, 1);
  return {
    typeCheck(checker, _macro, scope) {
      checkPredicate(checker, predicate, loop.check(checker, scope));
      return checker.getType(`list<${loop.itemType().name}>`);
    },
    evaluate(evaluator, _macro, scope) {
      const kept: unknown[] = [];
      loop.run(evaluator, scope, (item, turn) => {
        if (runPredicate(evaluator, predicate, turn)) kept.push(item);
        return false;
      });
      return kept;
    },
  };
}

function map(call: MacroCall, predicate: CelNode | undefined, transform: CelNode | undefined): Macro {
  const loop = createLoop(call);
  if (!transform) throw new Error('map() needs something to make of each item');
  return {
    typeCheck(checker, _macro, scope) {
      const inner = loop.check(checker, scope);
      if (predicate) checkPredicate(checker, predicate, inner);
      return checker.getType(`list<${checker.check(transform, inner).name}>`);
    },
    evaluate(evaluator, _macro, scope) {
      const made: unknown[] = [];
      loop.run(evaluator, scope, (_item, turn) => {
        if (!predicate || runPredicate(evaluator, predicate, turn)) {
          const result = turn(transform);
          // Lists that a loop makes live as long as its result, so they cost what they hold.
          if (Array.isArray(result)) spend(result.length);
          made.push(result);
        }
        return false;
      });
      return made;
    },
  };
}

interface Loop {
  /** Checks what is looped over, and returns the scope that the loop's body sees. */
  check(checker: CelChecker, scope: CelScope): CelScope;
  itemType(): CelType;
  /** Runs `visit` for each item until it returns true, and returns whether it did. */
  run(evaluator: CelEvaluator, scope: CelScope, visit: (item: unknown, turn: Turn) => boolean): boolean;
}

function createLoop(call: MacroCall): Loop {
  const { receiver } = call;
  const variable = argument(call, 0);
  if (!receiver) throw new Error('A macro over items needs something to loop over');
  let type: CelType | undefined;
  const itemType = () => {
    if (!type) throw new Error('A macro is checked before it is evaluated');
    return type;
  };

  return {
    itemType,
    check(checker, scope) {
      if (variable.op !== 'id') {
        throw checker.createError('invalid_macro_argument', 'argument must be a simple name', variable);
      }
      type = itemTypeOf(checker, receiver, scope);
      return scope.forkWithVariable(String(variable.args), type);
    },
    run(evaluator, scope, visit) {
      const items = itemsOf(evaluator, receiver, evaluator.run(receiver, scope));
      const inner = scope.forkWithVariable(String(variable.args), itemType());
      const turn: Turn = (node) => evaluator.run(node, inner);
      for (const item of items) {
        spend(1);
        inner.setIterValue(item, evaluator);
        if (visit(item, turn)) return true;
      }
      return false;
    },
  };
}

function itemTypeOf(checker: CelChecker, receiver: CelNode, scope: CelScope): CelType {
  const type = checker.check(receiver, scope);
  if (type.kind === 'dyn') return type;
  if (type.kind === 'list' && type.valueType) return type.valueType;
  if (type.kind === 'map' && type.keyType) return type.keyType;
  const message = `expression of type '${type.name}' cannot be range of a comprehension (must be list, map, or dynamic)`;
  throw checker.createError('invalid_comprehension_range', message, receiver);
}

function itemsOf(evaluator: CelEvaluator, receiver: CelNode, range: unknown): Iterable<unknown> {
  if (Array.isArray(range) || range instanceof Set) return range;
  if (range instanceof Map) return range.keys();
  const type = evaluator.debugType(range);
  if (type.kind === 'map' && typeof range === 'object' && range !== null) return Object.keys(range);
  throw evaluator.createError('no_such_overload', `no such overload: loop over ${type.name}`, receiver);
}

function checkPredicate(checker: CelChecker, predicate: CelNode, scope: CelScope): void {
  const type = checker.check(predicate, scope);
  if (type.isDynOrBool()) return;
  const message = `expected type 'bool' but found '${type.name}'`;
  throw checker.createError('invalid_predicate_type', message, predicate);
}

function runPredicate(evaluator: CelEvaluator, predicate: CelNode, turn: Turn): boolean {
  const answer = turn(predicate);
  if (typeof answer === 'boolean') return answer;
  throw evaluator.createError('no_such_overload', 'no such overload: a predicate that is no bool', predicate);
}

function argument(call: MacroCall, index: number): CelNode {
  const node = call.args[index];
  if (!node) throw new Error(`A macro was registered with fewer than ${index + 1} arguments`);
  return node;
}
