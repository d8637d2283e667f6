import type { SchemaProps } from '../schema/schema-props.ts';
import { elementSchema } from './field-schema.ts';
import { type FieldSet, isEmpty, leaf, self } from './field-set.ts';

/**
 * Brings a set of fields in line with a schema that has changed since it was written: where a list or map has
 * become atomic, who owned parts of it owns all of it now. The set itself comes back where nothing has changed.
 */
export function reconcileFields(set: FieldSet, schema: SchemaProps | undefined): FieldSet {
  if (schema === undefined) return set;
  let result: Record<string, FieldSet> | undefined;
  for (const element in set) {
    const node = set[element];
    if (element === self || node === undefined || isEmpty(node)) continue;
    const inner = elementSchema(schema, element);
    const reconciled = isAtomic(inner) ? leaf : reconcileFields(node, inner);
    if (reconciled === node) continue;
    result ??= { ...set };
    result[element] = reconciled;
  }
  return result ?? set;
}

function isAtomic(schema: SchemaProps | undefined): boolean {
  if (schema?.type === 'array') return (schema['x-kubernetes-list-type'] ?? 'atomic') === 'atomic';
  return schema?.['x-kubernetes-map-type'] === 'atomic';
}
