import type { KubeObject, ManagedFieldsEntry } from '../kube-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { compareValues } from './compare-values.ts';
import { difference, type FieldSet, inElementOrder, isEmpty, leaf, union } from './field-set.ts';
import { capUpdates, entryOf, fieldsOf, inOrder, isEntryOf, withFields } from './manager-entries.ts';
import { ownedPart, ownsWithin, type WriteScope, withObjectMeta } from './owned-part.ts';
import { startingEntries } from './starting-entries.ts';
import type { VersionLookup } from './versions.ts';

/** A write that isn't a server-side apply: create, update, or any other patch. */
export interface UpdateToTrack {
  /** The stored object, in the version of the request; undefined for a creation. */
  before: KubeObject | undefined;
  /** What the write makes of it, with the `managedFields` that the client sent or left as they were. */
  after: KubeObject;
  /** Who writes: the `fieldManager` of the request, or what its user agent begins with. */
  manager: string;
  apiVersion: string;
  /** Empty for the object itself. */
  subresource: string;
  scope: WriteScope;
  /** Time of the write, RFC 3339 in UTC, whole seconds. */
  now: string;
  /** Root schema of the request's version. */
  schema: SchemaProps;
  otherVersions: VersionLookup;
}

/**
 * The `metadata.managedFields` after a write: what it changed or added belongs to its manager now, and to nobody
 * else; what it removed belongs to nobody. A manager's time moves when it took or changed a field.
 *
 * The `managedFields` that the client sent take part, by the rules of `startingEntries`. An object whose ownership
 * was cleared stays without until somebody applies to it.
 *
 * Nothing that is passed in is changed. Entries that the write doesn't touch are the stored ones, and so is the
 * whole list when nothing happens to it, so identity tells whether it changed. The cost is that of the difference
 * between the two states, and nothing for parts that they share.
 */
export function trackUpdate(update: UpdateToTrack): ManagedFieldsEntry[] {
  const { before, after, scope, schema, apiVersion, subresource, now } = update;
  const entries = startingEntries(before?.metadata, after.metadata, subresource);
  if (before !== undefined && entries.length === 0) return entries;
  const changes = changesBetween(before, after, schema, scope);
  if (changes === undefined) return entries;
  const identity = { manager: update.manager, operation: 'Update' as const, apiVersion, subresource };
  const own = entries.find((entry) => isEntryOf(entry, identity));
  const result: ManagedFieldsEntry[] = [];
  for (const entry of entries) {
    const seen = entry.apiVersion === apiVersion ? changes : changesInVersion(update, entry);
    if (entry === own || seen === undefined) continue;
    const rest = difference(difference(fieldsOf(entry), seen.changed), seen.removed);
    if (!isEmpty(rest)) result.push(withFields(entry, rest));
  }
  const kept = own === undefined ? leaf : difference(fieldsOf(own), changes.removed);
  if (!isEmpty(changes.changed)) {
    const fields = union(kept, changes.changed);
    result.push(entryOf(identity, fields === kept ? kept : inElementOrder(fields), now));
  } else if (own !== undefined && !isEmpty(kept)) result.push(withFields(own, kept));
  return inOrder(capUpdates(result));
}

interface Changes {
  changed: FieldSet;
  removed: FieldSet;
}

const noChanges: Changes = { changed: leaf, removed: leaf };

function changesBetween(
  before: KubeObject | undefined,
  after: KubeObject,
  schema: SchemaProps,
  scope: WriteScope,
): Changes | undefined {
  const old = before === undefined ? { metadata: {} } : ownedPart(before, scope);
  const comparison = compareValues(old, ownedPart(after, scope), withObjectMeta(schema));
  return comparison && { changed: comparison.changed ?? leaf, removed: comparison.removed ?? leaf };
}

/** The same changes in the terms of a manager's own version; undefined when that isn't served any more. */
function changesInVersion(
  { before, after, scope, otherVersions }: UpdateToTrack,
  entry: ManagedFieldsEntry,
): Changes | undefined {
  const view = otherVersions(entry.apiVersion);
  if (view === undefined) return undefined;
  // Conversion may ask a webhook: not for who owns nothing of the part that is written.
  if (!ownsWithin(fieldsOf(entry), scope)) return noChanges;
  const old = before && view.fromRequestVersion(before);
  return changesBetween(old, view.fromRequestVersion(after), view.schema, scope) ?? noChanges;
}
