import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { KubernetesObject } from '../client/kubernetes-object.ts';
import { IndexedStore } from './indexed-store.ts';
import { keyOf } from './object-key.ts';

interface Tagged extends KubernetesObject {
  readonly tags: readonly string[];
}

const tagged: fc.Arbitrary<Tagged> = fc.record({
  metadata: fc.record({ namespace: fc.constantFrom('x', 'y'), name: fc.constantFrom('a', 'b', 'c') }),
  tags: fc.array(fc.constantFrom('red', 'green', 'blue')),
});

it('finds by index exactly what a search through everything finds, after any changes', () => {
  const change = fc.record({ object: tagged, isDeletion: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change), fc.nat(), (changes, indexedFrom) => {
      const store = new IndexedStore<Tagged>();
      changes.forEach(({ object, isDeletion }, turn) => {
        if (turn === indexedFrom) store.addIndexer('tag', ({ tags }) => tags);
        if (isDeletion) store.delete(keyOf(object));
        else store.set(object);
      });
      if (indexedFrom >= changes.length) store.addIndexer('tag', ({ tags }) => tags);
      for (const tag of ['red', 'green', 'blue']) {
        const expected = store.list().filter(({ tags }) => tags.includes(tag));
        expect(new Set(store.byIndex('tag', tag))).toEqual(new Set(expected));
      }
    }),
  );
});

it('keeps objects of one name in two namespaces apart', () => {
  const store = new IndexedStore<Tagged>();
  const one: Tagged = { metadata: { namespace: 'x', name: 'a' }, tags: [] };
  const other: Tagged = { metadata: { namespace: 'y', name: 'a' }, tags: [] };
  store.set(one);
  store.set(other);
  expect(store.get('x', 'a')).toBe(one);
  expect(store.getByKey('y/a')).toBe(other);
  expect(store.size).toBe(2);
});

it('finds what lives in no namespace by its name', () => {
  const store = new IndexedStore<Tagged>();
  const node: Tagged = { metadata: { name: 'a' }, tags: [] };
  store.set(node);
  expect(store.get(undefined, 'a')).toBe(node);
});

it('refuses to look in an index that nobody added, and to add one twice', () => {
  const store = new IndexedStore<Tagged>();
  expect(() => store.byIndex('tag', 'red')).toThrow('no index called tag');
  store.addIndexer('tag', ({ tags }) => tags);
  expect(() => store.addIndexer('tag', ({ tags }) => tags)).toThrow(TypeError);
});
