import type { Environment } from '@marcbachmann/cel-js';
import type { ExpressionFlaw } from './literal-errors.ts';
import type { CelNode, CelType } from './macro-host.ts';
import { nodesOf } from './nodes-of.ts';

/**
 * The first optional selection (`self.?field`) of a field that the schema doesn't have. The library takes it for a field
 * that an object lacks, and Kubernetes for a mistake.
 *
 * @param expression a checked one
 * @param env knows the types of the expression
 */
export function findMissingOptionalField(expression: CelNode, env: Environment): ExpressionFlaw | undefined {
  for (const node of nodesOf(expression)) {
    if (node.op !== '.?' || !Array.isArray(node.args)) continue;
    const [object, field] = node.args as [CheckedNode, string];
    const type = object.checkedType?.kind === 'optional' ? object.checkedType.valueType : object.checkedType;
    if (type?.kind !== 'message' || hasField(type, field, env)) continue;
    return { node, message: `undefined field '${field}'` };
  }
  return undefined;
}

/** A node after its check. */
interface CheckedNode extends CelNode {
  readonly checkedType?: CelType;
}

function hasField(type: CelType, field: string, env: Environment): boolean {
  return env.clone().registerVariable('k8s_object', type.name).check(`k8s_object.${field}`).valid;
}
