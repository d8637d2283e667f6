import type { ManagedFieldsEntry } from '../kube-object.ts';
import { type FieldSet, union } from './field-set.ts';

/** kube-apiserver keeps that many entries of updates; of older ones only the fields are remembered. */
const maxUpdateEntries = 10;

/** The manager of the fields whose real managers have been forgotten. */
const forgottenManager = 'ancient-changes';

/** Who a manager is. Appliers keep their entry when they apply in another version. */
export interface ManagerIdentity {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  /** Empty for the object itself. */
  subresource: string;
}

/** Whether an entry is this manager's. */
export function isEntryOf(
  entry: ManagedFieldsEntry,
  { manager, operation, apiVersion, subresource }: ManagerIdentity,
) {
  return (
    entry.manager === manager &&
    entry.operation === operation &&
    (entry.subresource ?? '') === subresource &&
    (operation === 'Apply' || entry.apiVersion === apiVersion)
  );
}

/** Whether two entries are of one manager. */
export function isSameManager(a: ManagedFieldsEntry, b: ManagedFieldsEntry): boolean {
  return isEntryOf(a, { ...b, subresource: b.subresource ?? '' });
}

/** The entry of a manager who owns these fields, in their order, since `time` (RFC 3339, whole seconds). */
export function entryOf(identity: ManagerIdentity, fields: FieldSet, time: string): ManagedFieldsEntry {
  const { manager, operation, apiVersion, subresource } = identity;
  const entry: ManagedFieldsEntry = {
    manager,
    operation,
    apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
  };
  if (subresource !== '') entry.subresource = subresource;
  return entry;
}

/** The fields of an entry. What the server has stored is well formed, so nothing is parsed. */
export function fieldsOf(entry: ManagedFieldsEntry): FieldSet {
  return entry.fieldsV1 as FieldSet;
}

/** An entry with other fields. */
export function withFields(entry: ManagedFieldsEntry, fields: FieldSet): ManagedFieldsEntry {
  return fields === entry.fieldsV1 ? entry : { ...entry, fieldsV1: fields };
}

/** Puts entries into the order in which kube-apiserver writes them: appliers first, then by time and name. */
export function inOrder(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  return entries.length < 2 ? entries : entries.toSorted(compareEntries);
}

function compareEntries(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return (
    compareText(a.operation, b.operation) ||
    compareText(a.time ?? '', b.time ?? '') ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource ?? '', b.subresource ?? '')
  );
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * Keeps at most ten entries of updates: the oldest ones of a version become one, whose manager is
 * `ancient-changes`, so that an object which everybody touches doesn't grow without end.
 */
export function capUpdates(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  const updates = entries.filter(({ operation }) => operation === 'Update').toSorted(compareEntries);
  let excess = updates.length - maxUpdateEntries;
  if (excess <= 0) return entries;
  const kept = new Set(entries);
  const oldest = new Map<string, ManagedFieldsEntry>();
  for (const entry of updates) {
    if (excess === 0) break;
    const older = oldest.get(entry.apiVersion);
    if (older === undefined) {
      oldest.set(entry.apiVersion, entry);
      continue;
    }
    const { subresource: _, ...rest } = entry;
    const bucket = { ...rest, manager: forgottenManager };
    const earlier = [...kept].find((one) => one !== entry && isSameManager(one, bucket)) ?? older;
    const merged = { ...bucket, fieldsV1: union(fieldsOf(earlier), fieldsOf(entry)) };
    kept.delete(earlier);
    kept.delete(entry);
    kept.add(merged);
    if (earlier === older) oldest.set(entry.apiVersion, merged);
    excess -= 1;
  }
  return [...kept];
}
