/** A field that differs between two versions of an entity. */
export interface FieldChange {
  /** Dotted: `healthchecks.active.timeout`. */
  path: string;
  /** As JSON; undefined where the version doesn't have the field. */
  before: string | undefined;
  after: string | undefined;
}

type Version = Record<string, unknown> | null;

/** These change with every write and say nothing that the entry itself doesn't. */
const NOISE = new Set(['updated_at', 'created_at', 'id']);

/**
 * What differs between two versions, field by field in alphabetical order. A list is one value, but for the tags, whose
 * additions and removals are told one by one. Null stands for no version: everything was added, or removed.
 */
export function fieldChanges(before: Version, after: Version): FieldChange[] {
  const old = flatten(before);
  const recent = flatten(after);
  return [...new Set([...old.keys(), ...recent.keys()])]
    .toSorted()
    .map((path) => ({ path, before: old.get(path), after: recent.get(path) }))
    .filter((change) => change.before !== change.after);
}

function flatten(version: Version): Map<string, string> {
  const fields = new Map<string, string>();
  const visit = (value: unknown, path: string) => {
    if (NOISE.has(path)) return;
    if (path === 'tags' && Array.isArray(value)) {
      for (const tag of value) fields.set(`tags[${String(tag).split(':', 1)[0]}]`, JSON.stringify(tag));
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`);
    } else if (value !== undefined) {
      fields.set(path, JSON.stringify(value));
    }
  };
  visit(version ?? {}, '');
  return fields;
}
