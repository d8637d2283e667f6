import type { EntityObject } from '../entity/entity-object.ts';
import { originOf } from './origin.ts';

/** Bound of the Konnect contract for a label's value. */
const maxValueLength = 63;

/**
 * The labels of an object's control plane: the user's and the origin's. A user's own `managed-by` stays; the
 * `k8s-` ones are always ours, because entities are found again by them.
 */
export function controlPlaneLabels(
  object: EntityObject,
  specLabels: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const labels: Record<string, string> = { ...specLabels };
  for (const [key, value] of Object.entries(originOf(object))) {
    if (key.startsWith('k8s-') || !Object.hasOwn(specLabels, key)) labels[key] = labelValue(value);
  }
  return labels;
}

/** A value as a label has it: cut to the bound; what is left still ends in a letter or digit, as the contract demands. */
export function labelValue(value: string): string {
  return value.slice(0, maxValueLength).replace(/[^A-Za-z0-9]+$/, '');
}
