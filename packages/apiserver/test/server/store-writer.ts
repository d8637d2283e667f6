import type { KubeObject } from '../../src/kube-object.ts';
import type { ObjectStore, Write } from '../../src/storage/object-store.ts';
import { objectKey, type StoredEntry, toEntry } from '../../src/storage/stored-entry.ts';

/** An object for the store, which doesn't care what kind it is. */
export function storedObject(name: string, more: Partial<KubeObject['metadata']> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, ...more },
  };
}

/** Puts an object in place of what is there. */
export function put(store: ObjectStore, object: KubeObject, resource = 'things'): Write {
  const table = store.table(resource);
  const key = objectKey(object.metadata.namespace ?? '', object.metadata.name ?? '');
  const expected = table.head(key);
  return store.write({
    type: expected === undefined ? 'ADDED' : 'MODIFIED',
    table,
    key,
    expected,
    entry: (revision) => toEntry(object, revision, 0, expected?.id),
  });
}

/** Deletes what is there. */
export function remove(store: ObjectStore, name: string, resource = 'things'): Write {
  const table = store.table(resource);
  const key = objectKey('default', name);
  const expected = table.head(key);
  if (expected === undefined) throw new Error(`There is no ${name} to delete.`);
  return store.write({
    type: 'DELETED',
    table,
    key,
    expected,
    entry: (revision) => toEntry(JSON.parse(expected.json), revision, 0, expected.id),
  });
}

/** Names and revisions, for comparison. */
export function summary(entries: Iterable<StoredEntry> | undefined): string[] | undefined {
  return entries && [...entries].map(({ name, revision }) => `${name}@${revision}`);
}
