import type { KubeObject, ManagedFieldsEntry } from '../kube-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { appliedFields, withNamedFields } from './applied-fields.ts';
import { compareValues } from './compare-values.ts';
import { difference, type FieldSet, intersection, isEmpty, leaf, union } from './field-set.ts';
import { fieldsOf } from './manager-entries.ts';
import { ownedPart, type WriteScope, withObjectMeta, withOwnedPart } from './owned-part.ts';
import { removeFields, removeFieldsLeavingNull } from './remove-fields.ts';
import type { VersionLookup } from './versions.ts';

/** The terms in which an apply speaks of fields. */
export interface ApplyTerms {
  apiVersion: string;
  schema: SchemaProps;
  scope: WriteScope;
  otherVersions: VersionLookup;
}

/**
 * Takes out of a merged object what its applier applied the last time and doesn't any more, unless somebody else
 * owns it. An item or an object goes with all that is in it, when nobody has a stake in it.
 *
 * `owners` are the entries of all managers, the applier's new one included.
 */
export function pruneDropped(
  merged: KubeObject,
  last: ManagedFieldsEntry,
  owners: readonly ManagedFieldsEntry[],
  terms: ApplyTerms,
): KubeObject {
  if (isStillApplied(last, owners)) return merged;
  const home = termsIn(last.apiVersion, terms);
  if (home === undefined) return merged;
  const object = home.fromRequestVersion(merged);
  // Every configuration has a name, so `metadata` as such is never dropped, nor what nobody owns in it.
  const dropped = difference(home.named(fieldsOf(last)), { 'f:metadata': leaf });
  let pruned = home.without(object, dropped);
  for (const [apiVersion, owned] of ownedByVersion(owners, last.apiVersion)) {
    const there = termsIn(apiVersion, terms);
    if (there === undefined) continue;
    const whole = there.fromRequestVersion(home.toRequestVersion(object));
    const rest = there.fromRequestVersion(home.toRequestVersion(pruned));
    const kept = union(there.fields(rest), there.named(owned));
    const owning = there.without(whole, difference(there.fields(whole), kept));
    pruned = home.fromRequestVersion(there.toRequestVersion(owning));
  }
  // What went only because it lay in something that is owned by somebody else comes back.
  const gone = intersection(difference(home.fields(object), home.fields(pruned)), dropped);
  const kept = home.withoutFully(object, gone);
  if (kept === object) return merged;
  if (last.apiVersion === terms.apiVersion) return kept;
  return withoutWhatWent(merged, home.toRequestVersion(object), home.toRequestVersion(kept), terms);
}

/**
 * Takes out of an object what is gone between two states of it that went through another version. They aren't
 * the object itself: conversion may have lost fields on the way.
 */
function withoutWhatWent(
  object: KubeObject,
  before: KubeObject,
  after: KubeObject,
  { schema, scope }: ApplyTerms,
): KubeObject {
  const root = withObjectMeta(schema);
  const gone = compareValues(ownedPart(before, scope), ownedPart(after, scope), root)?.removed ?? leaf;
  return withOwnedPart(object, removeFields(ownedPart(object, scope), gone, root), scope);
}

/** Whether all that was applied the last time is applied again, which is the usual case. */
function isStillApplied(last: ManagedFieldsEntry, owners: readonly ManagedFieldsEntry[]): boolean {
  return owners.some(
    (owner) =>
      owner !== last &&
      owner.apiVersion === last.apiVersion &&
      isEmpty(difference(fieldsOf(last), fieldsOf(owner))),
  );
}

/** All that is owned, by the version in which it is named; the version that is pruned in comes first. */
function ownedByVersion(owners: readonly ManagedFieldsEntry[], first: string): Map<string, FieldSet> {
  const result = new Map<string, FieldSet>([[first, leaf]]);
  for (const owner of owners) {
    result.set(owner.apiVersion, union(result.get(owner.apiVersion) ?? leaf, fieldsOf(owner)));
  }
  return result;
}

/** Undefined for a version that isn't served any more. */
function termsIn(apiVersion: string, terms: ApplyTerms) {
  const { apiVersion: requested, schema, scope, otherVersions } = terms;
  const view = apiVersion === requested ? { ...sameVersion, schema } : otherVersions(apiVersion);
  if (view === undefined) return undefined;
  const root = withObjectMeta(view.schema);
  return {
    ...view,
    named: (set: FieldSet) => withNamedFields(set, root),
    fields: (object: KubeObject) => withNamedFields(appliedFields(ownedPart(object, scope), root), root),
    /** For a step in between: what has become empty counts as there. */
    without: (object: KubeObject, set: FieldSet) => {
      const part = ownedPart(object, scope);
      const rest = removeFieldsLeavingNull(part, set, root);
      return rest === part ? object : withOwnedPart(object, rest ?? {}, scope);
    },
    /** For the outcome: what has become empty is an empty list or object. */
    withoutFully: (object: KubeObject, set: FieldSet) => {
      const part = ownedPart(object, scope);
      const rest = removeFields(part, set, root);
      return rest === part ? object : withOwnedPart(object, rest, scope);
    },
  };
}

const sameVersion = {
  fromRequestVersion: (object: KubeObject) => object,
  toRequestVersion: (object: KubeObject) => object,
};
