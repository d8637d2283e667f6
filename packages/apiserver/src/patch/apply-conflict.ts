import type { ManagedFieldsEntry } from '../kube-object.ts';
import type { StatusCause } from '../status/status.ts';
import { fieldPaths } from './field-paths.ts';
import type { FieldSet } from './field-set.ts';

/** Fields that an applier wants to change and somebody else manages. */
export interface ApplyConflict {
  /** The entry of the one who manages them. */
  entry: ManagedFieldsEntry;
  fields: FieldSet;
}

/** What a 409 `Conflict` tells about an apply that was refused. */
export interface ApplyConflictReport {
  message: string;
  causes: StatusCause[];
}

/** Says who stands in the way, and where, as kube-apiserver does: clients show the message, and read the causes. */
export function reportConflicts(conflicts: readonly ApplyConflict[]): ApplyConflictReport {
  const byManager = conflicts
    .map(({ entry, fields }) => ({ manager: managerText(entry), paths: fieldPaths(fields) }))
    .toSorted((a, b) => (a.manager < b.manager ? -1 : 1));
  const causes = byManager.flatMap(({ manager, paths }) =>
    paths.map((path) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${manager}`,
      field: path,
    })),
  );
  const [only, ...more] = causes;
  if (only !== undefined && more.length === 0) {
    return { message: `Apply failed with 1 conflict: ${only.message}: ${only.field}`, causes };
  }
  const lines = byManager.flatMap(({ manager, paths }) => [
    `conflicts with ${manager}:`,
    ...paths.map((path) => `- ${path}`),
  ]);
  return { message: `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`, causes };
}

function managerText({ manager, subresource, operation, apiVersion }: ManagedFieldsEntry): string {
  const through = subresource ? ` with subresource ${JSON.stringify(subresource)}` : '';
  const using = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(manager)}${through}${using}`;
}
