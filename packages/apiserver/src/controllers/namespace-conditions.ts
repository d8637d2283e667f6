import { timestamp } from '../registry/registry-context.ts';
import type { ResourceDefinition } from '../registry/resource-definition.ts';
import { isObject } from '../schema/json-object.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';

/** What is left of a resource in a namespace that is being deleted. */
export interface Remaining {
  resource: ResourceDefinition;
  entries: StoredEntry[];
}

interface Condition {
  type: string;
  status: 'True' | 'False';
  reason: string;
  message: string;
  lastTransitionTime: string;
}

/**
 * Says what a namespace on its way out waits for (core/v1 NamespaceConditionType).
 *
 * @param existing the conditions it has
 */
export function namespaceConditions(
  remaining: readonly Remaining[],
  existing: unknown,
  now: Date,
): Condition[] {
  const finalizers = new Map<string, number>();
  for (const { entries } of remaining) {
    for (const { json } of entries) {
      for (const finalizer of JSON.parse(json).metadata.finalizers ?? []) {
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
      }
    }
  }
  const contents = remaining.map(
    ({ resource: { id }, entries }) => `${id} has ${entries.length} resource instances`,
  );
  const held = [...finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
  return [
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${contents.join(', ')}`,
    } as const,
    {
      type: 'NamespaceFinalizersRemaining',
      status: held.length > 0 ? 'True' : 'False',
      reason: held.length > 0 ? 'SomeFinalizersRemain' : 'ContentHasNoFinalizers',
      message:
        held.length > 0
          ? `Some content in the namespace has finalizers remaining: ${held.join(', ')}`
          : 'All content-preserving finalizers finished',
    } as const,
  ].map((condition) => ({ ...condition, lastTransitionTime: transitionTime(condition, existing, now) }));
}

function transitionTime(
  { type, status }: Pick<Condition, 'type' | 'status'>,
  existing: unknown,
  now: Date,
): string {
  const before = Array.isArray(existing)
    ? existing.find((one) => isObject(one) && one['type'] === type)
    : undefined;
  const isSame = isObject(before) && before['status'] === status;
  return isSame ? String(before['lastTransitionTime']) : timestamp(now);
}
