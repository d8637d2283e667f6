import type { ManagedFieldsEntry, ObjectMeta } from '../kube-object.ts';
import { jsonEqual } from '../schema/json-equal.ts';
import { isObject } from '../schema/json-object.ts';
import { leaf } from './field-set.ts';
import { isSameManager } from './manager-entries.ts';
import { parseFieldSet } from './parse-field-set.ts';

/**
 * The entries that a write starts from: those that the client sent in `metadata.managedFields`, because that is
 * how kubectl turns a client-side apply into a server-side one, and how a user repairs or clears ownership
 * (`[{}]` or, of a built-in kind, an empty list clears it). Those of the stored object count instead when the client sends none, which older clients do
 * because they don't know them; when it sends nonsense; and for subresources, through which ownership can't be
 * rewritten.
 *
 * The result is the stored list itself when the client sent what is stored.
 */
export function startingEntries(
  stored: ObjectMeta | undefined,
  incoming: ObjectMeta,
  subresource: string,
): ManagedFieldsEntry[] {
  const current = stored?.managedFields ?? [];
  const sent: unknown = incoming.managedFields;
  if (subresource !== '' || !Array.isArray(sent) || sent === current) return current;
  if (sent.length === 1 && isObject(sent[0]) && Object.keys(sent[0]).length === 0) return [];
  const entries: ManagedFieldsEntry[] = [];
  for (const [index, item] of sent.entries()) {
    const unchanged = current[index];
    const entry = unchanged !== undefined && jsonEqual(unchanged, item) ? unchanged : parseEntry(item);
    if (entry === undefined) return current;
    entries.push(entry);
  }
  const isStored =
    entries.length === current.length && entries.every((entry, index) => entry === current[index]);
  return isStored ? current : withoutRepeats(entries);
}

/** Of several entries of one manager the last one counts. */
function withoutRepeats(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  return entries.filter(
    (entry, index) => !entries.slice(index + 1).some((later) => isSameManager(entry, later)),
  );
}

/** An entry that a client sent, in the server's own form; undefined when something about it is wrong. */
function parseEntry(value: unknown): ManagedFieldsEntry | undefined {
  if (!isObject(value)) return undefined;
  const { manager = '', operation, apiVersion, time, fieldsType, fieldsV1 = leaf, subresource } = value;
  if (typeof manager !== 'string' || typeof apiVersion !== 'string' || apiVersion === '') return undefined;
  if (operation !== 'Apply' && operation !== 'Update') return undefined;
  const fields = parseFieldSet(fieldsV1 ?? leaf);
  if (fieldsType !== 'FieldsV1' || fields === undefined) return undefined;
  const entry: ManagedFieldsEntry = { manager, operation, apiVersion, fieldsType, fieldsV1: fields };
  if (typeof subresource === 'string' && subresource !== '') entry.subresource = subresource;
  const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (!Number.isNaN(timeMs)) entry.time = `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
  return entry;
}
