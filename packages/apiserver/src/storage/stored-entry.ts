import type { KubeObject } from '../kube-object.ts';

/**
 * One object at one revision. Never changed after it was made: tables, change logs, snapshots and watches
 * share it.
 */
export interface StoredEntry {
  /** The revision that created the object: unique for ever, and its primary key on disk. */
  readonly id: number;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The revision that wrote this state; equals `metadata.resourceVersion`. */
  readonly revision: number;
  /** The whole object as JSON, in its storage version. Written to disk, lists and watches as it is. */
  readonly json: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** UIDs of the owners, for garbage collection. */
  readonly ownerUids: readonly string[] | undefined;
  /** True from the moment `metadata.deletionTimestamp` is set. */
  readonly deleting: boolean;
  /** Which schema pruned and defaulted the object, as a number: another one has to do it again. */
  readonly schemaDigest: number;
}

/** Where an object lies within its table. Sorts by namespace, then by name, as etcd's keys do. */
export function objectKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/**
 * Serialises an object once, at the revision that it is being written with.
 * Sets `metadata.resourceVersion` on the object that it is given.
 *
 * @param id the revision that created the object; left out for the creation itself
 */
export function toEntry(
  object: KubeObject,
  revision: number,
  schemaDigest: number,
  id = revision,
): StoredEntry {
  const { metadata } = object;
  metadata.resourceVersion = String(revision);
  return {
    id,
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    revision,
    json: JSON.stringify(object),
    labels: metadata.labels,
    ownerUids: metadata.ownerReferences?.length
      ? metadata.ownerReferences.map((owner) => owner.uid)
      : undefined,
    deleting: metadata.deletionTimestamp !== undefined,
    schemaDigest,
  };
}
