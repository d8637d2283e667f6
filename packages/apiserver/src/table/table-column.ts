import type { KubeObject } from '../kube-object.ts';

/** The head of a column (meta/v1 TableColumnDefinition). Priority 0 is always shown, others with `-o wide`. */
export interface ColumnDefinition {
  name: string;
  type: string;
  format: string;
  description: string;
  priority: number;
}

/** A column of `kubectl get`, and how an object fills it. */
export interface TableColumn {
  definition: ColumnDefinition;
  /** Null prints as nothing. */
  cell(object: KubeObject, nowMs: number): string | number | boolean | null;
}

/** Makes a column that is always shown. */
export function column(
  name: string,
  type: string,
  description: string,
  cell: TableColumn['cell'],
  more: Partial<ColumnDefinition> = {},
): TableColumn {
  return { definition: { name, type, format: '', description, priority: 0, ...more }, cell };
}
