import type { PrinterColumn } from '../registry/served-resource.ts';
import { age } from './human-duration.ts';
import { compileJsonPath } from './json-path.ts';
import { column, type TableColumn } from './table-column.ts';

/** The first column of every table. */
export const nameColumn = column(
  'Name',
  'string',
  'Name must be unique within a namespace. Is required when creating resources.',
  (object) => object.metadata.name ?? '',
  { format: 'name' },
);

/** How long ago an object was created. */
export const ageColumn = column(
  'Age',
  'date',
  'CreationTimestamp is a timestamp representing the server time when this object was created.',
  (object, nowMs) => age(object.metadata.creationTimestamp, nowMs),
);

/** The columns of a custom resource: its name and those that its CRD names, or its age when that names none. */
export function printerColumns(columns: readonly PrinterColumn[]): TableColumn[] {
  return columns.length === 0 ? [nameColumn, ageColumn] : [nameColumn, ...columns.map(printerColumn)];
}

function printerColumn({ name, type, format, description, priority, jsonPath }: PrinterColumn): TableColumn {
  const path = compileJsonPath(jsonPath);
  return {
    definition: {
      name,
      type,
      format: format ?? '',
      description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
      priority: priority ?? 0,
    },
    cell: (object, nowMs) => {
      const found = path?.(object) ?? [];
      return found.length === 0 ? null : cell(type, found, nowMs);
    },
  };
}

/** A value that isn't of the column's type is left out. */
function cell(type: string, found: readonly unknown[], nowMs: number): string | number | boolean | null {
  const [value] = found;
  if (value === null || value === undefined) return null;
  if (type === 'string') return found.map(asText).join(' ');
  if (type === 'date') return typeof value === 'string' ? age(value, nowMs) : null;
  if (type === 'integer') return typeof value === 'number' ? Math.trunc(value) : null;
  if (type === 'number') return typeof value === 'number' ? value : null;
  return type === 'boolean' && typeof value === 'boolean' ? value : null;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
