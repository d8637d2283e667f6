import { type Environment, Optional } from '@marcbachmann/cel-js';
import type { CelNode, CelScope, CelType, Macro, MacroCall } from './macro-host.ts';

/**
 * Registers `optMap(name, expression)` and `optFlatMap(name, expression)`, CEL's way to go on with an optional's
 * value when it has one.
 */
export function registerOptionalMacros(env: Environment): void {
  env.registerFunction(
    'optional.optMap(ast, ast): dyn',
    (call: MacroCall) => createOptMap(call, false),
    sync,
  );
  env.registerFunction(
    'optional.optFlatMap(ast, ast): dyn',
    (call: MacroCall) => createOptMap(call, true),
    sync,
  );
}

const sync = { async: false };

function createOptMap({ args, receiver }: MacroCall, isFlat: boolean): Macro {
  const [variable, body] = args;
  if (!receiver || !variable || !body) throw new Error('optMap() was registered without its arguments');
  let valueType: CelType | undefined;
  const fork = (scope: CelScope, type: CelType) => scope.forkWithVariable(variableName(variable), type);

  return {
    typeCheck(checker, _macro, scope) {
      const type = checker.check(receiver, scope);
      if (type.kind !== 'optional' && type.kind !== 'dyn') {
        throw checker.createError(
          'optional_expected',
          `expected an optional but found '${type.name}'`,
          receiver,
        );
      }
      valueType = type.valueType ?? checker.getType('dyn');
      const result = checker.check(body, fork(scope, valueType));
      if (!isFlat) return checker.getType(`optional<${result.name}>`);
      if (result.kind === 'optional' || result.kind === 'dyn') return result;
      throw checker.createError('optional_expected', `expected an optional but found '${result.name}'`, body);
    },
    evaluate(evaluator, _macro, scope) {
      const optional = evaluator.run(receiver, scope);
      if (!(optional instanceof Optional) || !valueType) {
        throw evaluator.createError('no_such_overload', 'no such overload: optMap of no optional', receiver);
      }
      if (!optional.hasValue()) return Optional.none();
      const inner = fork(scope, valueType).setIterValue(optional.value(), evaluator);
      const result = evaluator.run(body, inner);
      return isFlat ? result : Optional.of(result);
    },
  };
}

function variableName(node: CelNode): string {
  return String(node.args);
}
