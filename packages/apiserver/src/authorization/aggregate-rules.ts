import { selectorMatches } from '../registry/built-ins/workloads/selector-matches.ts';
import { isObject } from '../schema/json-object.ts';
import type { PolicyRule } from './policy-rule.ts';
import type { Role } from './rbac-objects.ts';

/**
 * The rules that a ClusterRole gathers from others, in the order of their names and each only once; undefined when it
 * has no `aggregationRule`.
 */
export function aggregateRules(role: Role, others: readonly Role[]): PolicyRule[] | undefined {
  const { aggregationRule } = role;
  if (!isObject(aggregationRule)) return undefined;
  const selectors = aggregationRule['clusterRoleSelectors'];
  if (!Array.isArray(selectors)) return undefined;
  const name = role.metadata.name ?? '';
  const selected = others
    .filter(
      ({ metadata }) =>
        metadata.name !== name && selectors.some((one) => selectorMatches(one, metadata.labels ?? {})),
    )
    .toSorted((one, other) => ((one.metadata.name ?? '') < (other.metadata.name ?? '') ? -1 : 1));
  const rules = new Map<string, PolicyRule>();
  for (const { rules: own = [] } of selected) for (const rule of own) rules.set(JSON.stringify(rule), rule);
  return [...rules.values()];
}
