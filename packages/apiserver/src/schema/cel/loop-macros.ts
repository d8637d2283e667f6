import type { Environment } from '@marcbachmann/cel-js';
import { EvaluationBudgetError, spend } from './evaluation-budget.ts';
import { createLoop } from './loop.ts';
import { checkPredicate, runPredicate } from './loop-predicate.ts';
import { type CelNode, type Macro, type MacroCall, macroArgument } from './macro-host.ts';
import { registerTransformMacros } from './transform-macros.ts';

/**
 * Registers `all`, `exists`, `exists_one` (`existsOne`), `map` and `filter` over the items of lists and the keys of
 * maps, as CEL defines them, and what CEL has with two variables, for the index or key and the value. They take the
 * place of the library's, which no budget bounds.
 */
export function registerLoopMacros(env: Environment): void {
  const register = (signature: string, create: (call: MacroCall) => Macro) => {
    env.registerFunction(signature, create, { async: false });
  };
  for (const variables of ['ast', 'ast, ast']) {
    register(`list.k8s_all(${variables}, ast): bool`, (call) => quantifier(call, false));
    register(`list.k8s_exists(${variables}, ast): bool`, (call) => quantifier(call, true));
    register(`list.k8s_exists_one(${variables}, ast): bool`, existsOne);
    register(`list.k8s_existsOne(${variables}, ast): bool`, existsOne);
  }
  register('list.k8s_filter(ast, ast): list<dyn>', filter);
  register('list.k8s_map(ast, ast): list<dyn>', (call) => map(call, undefined, call.args[1]));
  register('list.k8s_map(ast, ast, ast): list<dyn>', (call) => map(call, call.args[1], call.args[2]));
  registerTransformMacros(register);
}

/** `all` and `exists`: the first item with the decisive answer ends the loop, and outweighs errors in others. */
function quantifier(call: MacroCall, decisive: boolean): Macro {
  const { loop, body: predicate } = predicateLoop(call);
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
  const { loop, body: predicate } = predicateLoop(call);
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
  const { loop, body: predicate } = predicateLoop(call);
  return {
    typeCheck(checker, _macro, scope) {
      checkPredicate(checker, predicate, loop.check(checker, scope));
      return checker.getType(`list<${loop.firstType().name}>`);
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
  const loop = createLoop(call.receiver, macroArgument(call, 0), undefined);
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

/** The loop of a macro with one variable or two, and then its body. */
function predicateLoop(call: MacroCall) {
  const hasTwo = call.args.length > 2;
  const second = hasTwo ? macroArgument(call, 1) : undefined;
  return {
    loop: createLoop(call.receiver, macroArgument(call, 0), second),
    body: macroArgument(call, hasTwo ? 2 : 1),
  };
}
