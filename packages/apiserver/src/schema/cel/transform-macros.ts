import { spend } from './evaluation-budget.ts';
import { evaluationFailure } from './evaluation-failure.ts';
import { createLoop } from './loop.ts';
import { checkPredicate, runPredicate } from './loop-predicate.ts';
import { type CelChecker, type CelNode, type Macro, type MacroCall, macroArgument } from './macro-host.ts';

/** What a transforming macro makes: its type, and how a turn's result becomes part of it. */
interface Collection {
  type(checker: CelChecker, firstType: string, transformType: string, transform: CelNode): string;
  create(): { result: unknown; add(first: unknown, made: unknown): void };
}

/**
 * Registers cel-go's `transformList`, `transformMap` and `transformMapEntry`, each with two variables for the index or
 * key and the value, and an optional condition before what is made of them.
 */
export function registerTransformMacros(
  register: (signature: string, create: (call: MacroCall) => Macro) => void,
): void {
  const collections = {
    transformList: listCollection,
    transformMap: mapCollection,
    transformMapEntry: entryCollection,
  };
  for (const [name, collection] of Object.entries(collections)) {
    register(`list.k8s_${name}(ast, ast, ast): dyn`, (call) => transform(call, collection, undefined));
    register(`list.k8s_${name}(ast, ast, ast, ast): dyn`, (call) =>
      transform(call, collection, macroArgument(call, 2)),
    );
  }
}

function transform(call: MacroCall, collection: Collection, predicate: CelNode | undefined): Macro {
  const loop = createLoop(call.receiver, macroArgument(call, 0), macroArgument(call, 1));
  const body = macroArgument(call, predicate ? 3 : 2);
  return {
    typeCheck(checker, _macro, scope) {
      const inner = loop.check(checker, scope);
      if (predicate) checkPredicate(checker, predicate, inner);
      const made = checker.check(body, inner).name;
      return checker.getType(collection.type(checker, loop.firstType().name, made, body));
    },
    evaluate(evaluator, _macro, scope) {
      const { result, add } = collection.create();
      loop.run(evaluator, scope, (first, turn) => {
        if (predicate && !runPredicate(evaluator, predicate, turn)) return false;
        const made = turn(body);
        // What a loop makes lives as long as its result, so it costs what it holds.
        if (Array.isArray(made)) spend(made.length);
        add(first, made);
        return false;
      });
      return result;
    },
  };
}

const listCollection: Collection = {
  type: (_checker, _first, made) => `list<${made}>`,
  create: () => {
    const result: unknown[] = [];
    return { result, add: (_first, made) => result.push(made) };
  },
};

const mapCollection: Collection = {
  type: (_checker, first, made) => `map<${first}, ${made}>`,
  create: () => {
    const result = new Map<unknown, unknown>();
    return { result, add: (first, made) => result.set(first, made) };
  },
};

/** Each turn makes a map, and all of them together are the result; none may have a key of another. */
const entryCollection: Collection = {
  type(checker, _first, made, transform) {
    if (made.startsWith('map<') || made === 'dyn') return made;
    throw checker.createError('invalid_macro_argument', `expected a map but found '${made}'`, transform);
  },
  create: () => {
    const result = new Map<unknown, unknown>();
    return {
      result,
      add(_first, made) {
        const entries = made instanceof Map ? made : Object.entries(made as object);
        for (const [key, value] of entries) {
          spend(1);
          if (result.has(key)) throw evaluationFailure(`insert failed: key '${String(key)}' already exists`);
          result.set(key, value);
        }
      },
    };
  },
};
