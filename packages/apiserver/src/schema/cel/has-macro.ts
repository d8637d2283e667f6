import type { Environment } from '@marcbachmann/cel-js';
import type { CelNode, Macro, MacroCall } from './macro-host.ts';

/**
 * Registers `has(object.field)`. Unlike the library's own it refuses fields that the schema doesn't have, so that
 * a misspelt name is found when the CRD is created and not by a rule that never fires.
 */
export function registerHasMacro(env: Environment): void {
  env.registerFunction('k8s_has(ast): bool', createHas, { async: false });
}

function createHas({ args }: MacroCall): Macro {
  const selection = args[0];
  if (!selection) throw new Error('has() was registered without its argument');
  return {
    typeCheck(checker, _macro, scope) {
      const parts = selectionParts(selection);
      if (!parts)
        throw checker.createError('invalid_macro_argument', 'invalid argument to has() macro', selection);
      const type = checker.check(parts.object, scope);
      if (type.kind === 'message') {
        const fields = checker.objectTypes.get(type.name)?.fields;
        if (fields && !Object.hasOwn(fields, parts.field)) {
          throw checker.createError('no_such_key', `No such key: ${parts.field}`, selection);
        }
      } else if (type.kind !== 'map' && type.kind !== 'dyn') {
        throw checker.createError(
          'cannot_select',
          `type '${type.name}' does not support field selection`,
          selection,
        );
      }
      return checker.getType('bool');
    },
    evaluate(evaluator, _macro, scope) {
      const parts = selectionParts(selection);
      if (!parts) throw new Error('has() is checked before it is evaluated');
      const object = evaluator.run(parts.object, scope);
      return evaluator.debugType(object).fieldLazy(object, parts.field, selection, evaluator) !== undefined;
    },
  };
}

function selectionParts(node: CelNode): { object: CelNode; field: string } | undefined {
  if (node.op !== '.' || !Array.isArray(node.args)) return undefined;
  const [object, field] = node.args as [CelNode, string];
  return { object, field };
}
