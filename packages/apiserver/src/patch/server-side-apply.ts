import type { KubeObject, ManagedFieldsEntry, ObjectMeta } from '../kube-object.ts';
import { jsonEqual } from '../schema/json-equal.ts';
import { appliedFields } from './applied-fields.ts';
import { type ApplyConflict, type ApplyConflictReport, reportConflicts } from './apply-conflict.ts';
import { checkApplied } from './check-applied.ts';
import { allFields, compareValues } from './compare-values.ts';
import { difference, type FieldSet, inElementOrder, intersection, isEmpty, leaf, self } from './field-set.ts';
import { fieldsLastAppliedByKubectl, kubectlManager, withLastApplied } from './last-applied.ts';
import { entryOf, fieldsOf, inOrder, isEntryOf, withFields } from './manager-entries.ts';
import { mergeApplied } from './merge-applied.ts';
import { ownedPart, ownsWithin, withObjectMeta, withOwnedPart } from './owned-part.ts';
import { malformedPatch, type PatchError } from './patch-result.ts';
import { type ApplyTerms, pruneDropped } from './prune-dropped.ts';
import { reconcileFields } from './reconcile-fields.ts';

/** Owns what was there before anybody applied, on an object that kept no record until then. */
const managerBeforeFirstApply = 'before-first-apply';

/** A server-side apply (PATCH with `application/apply-patch+yaml`). */
export interface Application extends ApplyTerms {
  /** The stored object in the version of the request; undefined when there is none yet. */
  live: KubeObject | undefined;
  /** The configuration: all that the manager wants to own, and nothing else. Not pruned, not defaulted. */
  applied: KubeObject;
  /** The `fieldManager` of the request. */
  manager: string;
  /** Take over what others manage and this configuration says otherwise. */
  force: boolean;
  /** Empty for the object itself. */
  subresource: string;
  /** Time of the write, RFC 3339 in UTC, whole seconds. */
  now: string;
}

/** What an apply makes of the object, or why it was refused. */
export type ApplyResult =
  | {
      ok: true;
      /**
       * The object to store, its `managedFields` up to date. It is `live` itself when the apply changes nothing, and
       * shares what it can with `live` and `applied`. A `resourceVersion` or `uid` that was applied is in it, for
       * the caller to compare.
       */
      object: KubeObject;
    }
  | { ok: false; conflict: ApplyConflictReport }
  | { ok: false; error: PatchError };

/**
 * Applies a configuration the way kube-apiserver does (structured merge): it is merged into the live object by the
 * schema; what the manager applied before and left out now is removed, unless somebody else owns it; and the
 * manager owns exactly what it applied. Where it wants another value than one that somebody else manages, that is
 * a conflict, unless forced; where both want the same, both own it.
 *
 * Nothing that is passed in is changed. Applying the same configuration again changes nothing.
 */
export function applyConfiguration(application: Application): ApplyResult {
  const { applied, manager, apiVersion, subresource, now } = application;
  const error = unappliable(application);
  if (error !== undefined) return { ok: false, error };
  const identity = { manager, operation: 'Apply' as const, apiVersion, subresource };
  const entries = entriesBefore(application);
  const last = entries.find((entry) => isEntryOf(entry, identity));
  const others = entries.filter((entry) => entry !== last);
  const own = entryOf(identity, configuredFields(application), now);

  const merged = mergeConfiguration(application);
  const pruned = last === undefined ? merged : pruneDropped(merged, last, [own, ...others], application);
  const settled = settle(pruned, others, application);
  if ('conflicts' in settled) return { ok: false, conflict: reportConflicts(settled.conflicts) };

  const { live } = application;
  const isSame = live !== undefined && jsonEqual(pruned, live);
  const withOwn = isEmpty(fieldsOf(own)) ? [] : [isSame ? withTimeOf(last, own) : own];
  const managedFields = inOrder([...withOwn, ...settled.others]);
  const object = manager === kubectlManager ? withLastApplied(pruned, applied) : pruned;
  if (isSame && object === pruned && jsonEqual(managedFields, live.metadata.managedFields ?? [])) {
    return { ok: true, object: live };
  }
  return { ok: true, object: withManagedFields(object, managedFields) };
}

function withManagedFields(object: KubeObject, managedFields: ManagedFieldsEntry[]): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields } };
}

/** The time of an entry tells when its manager last changed the object: an apply that changes nothing moves none. */
function withTimeOf(last: ManagedFieldsEntry | undefined, own: ManagedFieldsEntry): ManagedFieldsEntry {
  const { time: _, ...entry } = own;
  return last?.time === undefined ? entry : { ...entry, time: last.time };
}

function unappliable({ applied, apiVersion, schema }: Application): PatchError | undefined {
  if (applied.apiVersion !== apiVersion) {
    const versions = `Specified patch version: ${applied.apiVersion}, expected: ${apiVersion}`;
    return malformedPatch(`Incorrect version specified in apply patch. ${versions}`).error;
  }
  const { managedFields, name = '', namespace = '' } = applied.metadata;
  if (managedFields !== undefined && managedFields !== null) {
    return malformedPatch('metadata.managedFields must be nil').error;
  }
  const problems = checkApplied(applied, withObjectMeta(schema));
  if (problems.length === 0) return undefined;
  const list =
    problems.length === 1 ? problems[0] : `errors:\n${problems.map((line) => `  ${line}`).join('\n')}`;
  const what = `${namespace}/${name}; ${apiVersion}, Kind=${applied.kind}`;
  return malformedPatch(`failed to create typed patch object (${what}): ${list}`).error;
}

/** The stored entries, or one for all that is there when no record was kept. */
function entriesBefore({
  live,
  apiVersion,
  subresource,
  scope,
  schema,
  now,
}: Application): ManagedFieldsEntry[] {
  if (live === undefined) return [];
  const { managedFields = [] } = live.metadata;
  const root = withObjectMeta(schema);
  if (managedFields.length > 0) {
    return managedFields.map((entry) =>
      entry.apiVersion === apiVersion ? withFields(entry, reconcileFields(fieldsOf(entry), root)) : entry,
    );
  }
  const { [self]: _, ...fields } = allFields(ownedPart(live, scope), root);
  const identity = {
    manager: managerBeforeFirstApply,
    operation: 'Update' as const,
    apiVersion,
    subresource,
  };
  return [entryOf(identity, ownedFields(fields), now)];
}

function configuredFields({ applied, scope, schema }: Application): FieldSet {
  return ownedFields(appliedFields(ownedPart(applied, scope), withObjectMeta(schema)));
}

/** What an entry records of some fields: `metadata` as such belongs to nobody. */
function ownedFields(fields: FieldSet): FieldSet {
  return inElementOrder(difference(fields, { 'f:metadata': leaf }));
}

function mergeConfiguration({ live, applied, scope, schema }: Application): KubeObject {
  const { apiVersion, kind, metadata } = applied;
  const identity: ObjectMeta = {};
  for (const name of ['name', 'namespace', 'uid', 'resourceVersion'] as const) {
    if (metadata[name] !== undefined && metadata[name] !== live?.metadata[name])
      identity[name] = metadata[name];
  }
  const base: KubeObject = live ?? { apiVersion, kind, metadata: {} };
  const part = ownedPart(base, scope);
  const merged = mergeApplied(part, ownedPart(applied, scope), withObjectMeta(schema)) as typeof part;
  const object = merged === part ? base : withOwnedPart(base, merged, scope);
  return Object.keys(identity).length === 0
    ? object
    : { ...object, metadata: { ...object.metadata, ...identity } };
}

/** What the apply takes from others, or the conflicts that keep it from taking it. */
function settle(
  after: KubeObject,
  others: ManagedFieldsEntry[],
  application: Application,
): { others: ManagedFieldsEntry[] } | { conflicts: ApplyConflict[] } {
  const { live, apiVersion, schema, scope, force, manager, otherVersions } = application;
  const changes = changesBetween(live, after, application);
  const rest: ManagedFieldsEntry[] = [];
  const conflicts: ApplyConflict[] = [];
  for (const entry of others) {
    const view = entry.apiVersion === apiVersion ? undefined : otherVersions(entry.apiVersion);
    if (entry.apiVersion !== apiVersion && view === undefined) continue;
    // Conversion may ask a webhook: not for who owns nothing of the part that is written.
    if (view !== undefined && !ownsWithin(fieldsOf(entry), scope)) {
      rest.push(entry);
      continue;
    }
    const seen =
      view === undefined ? changes : changesBetween(live, after, { schema: view.schema, scope }, view);
    const fields = intersection(fieldsOf(entry), seen?.changed ?? leaf);
    if (!isEmpty(fields)) conflicts.push({ entry, fields });
    const kept = difference(difference(fieldsOf(entry), fields), seen?.removed ?? leaf);
    if (!isEmpty(kept)) rest.push(withFields(entry, kept));
  }
  if (force || conflicts.length === 0) return { others: rest };
  const kubectls = manager === kubectlManager && live !== undefined;
  const allowed = kubectls ? fieldsLastAppliedByKubectl(live, schema, scope) : leaf;
  const standing = conflicts
    .map(({ entry, fields }) => ({ entry, fields: difference(fields, allowed) }))
    .filter(({ fields }) => !isEmpty(fields));
  return standing.length === 0 ? { others: rest } : { conflicts: standing };
}

function changesBetween(
  before: KubeObject | undefined,
  after: KubeObject,
  { schema, scope }: Pick<ApplyTerms, 'schema' | 'scope'>,
  view?: { fromRequestVersion(object: KubeObject): KubeObject },
) {
  const seen = (object: KubeObject) =>
    ownedPart(view === undefined ? object : view.fromRequestVersion(object), scope);
  return compareValues(
    before === undefined ? { metadata: {} } : seen(before),
    seen(after),
    withObjectMeta(schema),
  );
}
