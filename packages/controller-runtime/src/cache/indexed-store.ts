import type { KubernetesObject } from '../client/kubernetes-object.ts';
import { keyOf, objectKey } from './object-key.ts';

/** Gives the keys under which an object is to be found in an index; none keeps it out. Must be pure. */
export type Indexer<T> = (object: T) => readonly string[];

/** What readers of a cache see. Everything in it is shared: treat objects as frozen. */
export interface ObjectReader<T extends KubernetesObject> {
  get(namespace: string | undefined, name: string): Readonly<T> | undefined;
  /** By `namespace/name`, or `name` for what lives in no namespace. */
  getByKey(key: string): Readonly<T> | undefined;
  /** All objects, in no order to rely on; a new array each time. */
  list(): Readonly<T>[];
  /** The objects that the indexer files under `key`. Throws a `TypeError` for an index that nobody added. */
  byIndex(index: string, key: string): Readonly<T>[];
  readonly size: number;
}

interface Index<T> {
  readonly keysOf: Indexer<T>;
  readonly entries: Map<string, Set<T>>;
}

/** Objects by namespace and name, and by any number of indexes that follow every change. */
export class IndexedStore<T extends KubernetesObject> implements ObjectReader<T> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();

  get size(): number {
    return this.#objects.size;
  }

  /** Adds an index at any time; what is there already is filed at once. Throws for a name that is taken. */
  addIndexer(name: string, keysOf: Indexer<T>): void {
    if (this.#indexes.has(name)) throw new TypeError(`there is an index called ${name} already`);
    const index: Index<T> = { keysOf, entries: new Map() };
    for (const object of this.#objects.values()) file(index, object);
    this.#indexes.set(name, index);
  }

  get(namespace: string | undefined, name: string): T | undefined {
    return this.#objects.get(objectKey(namespace, name));
  }

  getByKey(key: string): T | undefined {
    return this.#objects.get(key);
  }

  list(): T[] {
    return [...this.#objects.values()];
  }

  byIndex(index: string, key: string): T[] {
    const found = this.#indexes.get(index);
    if (found === undefined) throw new TypeError(`there is no index called ${index}`);
    return [...(found.entries.get(key) ?? [])];
  }

  /** Puts an object in place of the one with its name. */
  set(object: T): void {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) {
      if (old !== undefined) unfile(index, old);
      file(index, object);
    }
  }

  /** Takes an object out; nothing happens when it isn't there. */
  delete(key: string): void {
    const old = this.#objects.get(key);
    if (old === undefined) return;
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) unfile(index, old);
  }
}

function file<T>(index: Index<T>, object: T): void {
  for (const key of index.keysOf(object)) {
    const entry = index.entries.get(key);
    if (entry === undefined) index.entries.set(key, new Set([object]));
    else entry.add(object);
  }
}

function unfile<T>(index: Index<T>, object: T): void {
  for (const key of index.keysOf(object)) {
    const entry = index.entries.get(key);
    entry?.delete(object);
    if (entry?.size === 0) index.entries.delete(key);
  }
}
