import type { KubeObject } from '../kube-object.ts';
import { toPartialMetadata } from './partial-metadata.ts';
import type { TableColumn } from './table-column.ts';

/** How much of each object goes along with its row. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** What a table is made with. */
export interface TableOptions {
  columns: readonly TableColumn[];
  /** `v1` or `v1beta1` of meta.k8s.io. */
  metaVersion: string;
  includeObject: IncludeObject;
  /** Watches name the columns in their first event only. */
  withDefinitions: boolean;
  nowMs: number;
}

/** Objects as `kubectl get` shows them (meta/v1 Table). `listMetadata` is that of the list they come from. */
export function toTable(
  objects: readonly KubeObject[],
  listMetadata: Record<string, unknown>,
  options: TableOptions,
): Record<string, unknown> {
  const { columns, metaVersion, withDefinitions } = options;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${metaVersion}`,
    metadata: listMetadata,
    columnDefinitions: withDefinitions ? columns.map(({ definition }) => definition) : [],
    rows: objects.map((object) => toRow(object, options)),
  };
}

function toRow(object: KubeObject, { columns, metaVersion, includeObject, nowMs }: TableOptions): unknown {
  const cells = columns.map(({ cell }) => cell(object, nowMs));
  if (includeObject === 'None') return { cells };
  return { cells, object: includeObject === 'Object' ? object : toPartialMetadata(object, metaVersion) };
}
