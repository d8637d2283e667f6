import type { FieldDifference } from './plan.ts';

/** The values on both sides of the paths in which a wanted body and a shown entity differ. */
export function fieldDifferences(paths: readonly string[], wanted: object, shown: object): FieldDifference[] {
  return paths.map((path) => ({ path, from: valueAt(shown, path), to: valueAt(wanted, path) }));
}

/** The value at a path. A name may have dots in it, as labels have: the longest that is there counts. */
function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  if (path in fields) return fields[path];
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot);
    if (name in fields) return valueAt(fields[name], path.slice(dot + 1));
  }
  return undefined;
}
