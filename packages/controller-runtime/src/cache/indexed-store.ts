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
  /** An object that has its key to itself is kept without a set around it: most indexes are by what is unique. */
  readonly entries: Map<string, T | Set<T>>;
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
    for (const object of this.#objects.values()) file(index, undefined, object);
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
    const entry = found.entries.get(key);
    if (entry === undefined) return [];
    return entry instanceof Set ? [...entry] : [entry];
  }

  /** Puts an object in place of the one with its name. */
  set(object: T): void {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const index of this.#indexes.values()) file(index, old, object);
  }

  /** Takes an object out; nothing happens when it isn't there. */
  delete(key: string): void {
    const old = this.#objects.get(key);
    if (old === undefined) return;
    this.#objects.delete(key);
    for (const index of this.#indexes.values()) file(index, old, undefined);
  }
}

/** Puts an object in the place of the one with its name before; either may be missing. */
function file<T>({ keysOf, entries }: Index<T>, old: T | undefined, object: T | undefined): void {
  const before = old === undefined ? nowhere : keysOf(old);
  const after = object === undefined ? nowhere : keysOf(object);
  for (const key of before) if (old !== undefined && !after.includes(key)) takeOut(entries, key, old);
  for (const key of after) if (object !== undefined) putIn(entries, key, old, object);
}

const nowhere: readonly string[] = [];

function takeOut<T>(entries: Index<T>['entries'], key: string, old: T): void {
  const entry = entries.get(key);
  if (entry instanceof Set) {
    entry.delete(old);
    if (entry.size > 0) return;
  } else if (entry !== old) return;
  entries.delete(key);
}

function putIn<T>(entries: Index<T>['entries'], key: string, old: T | undefined, object: T): void {
  const entry = entries.get(key);
  if (entry instanceof Set) {
    if (old !== undefined) entry.delete(old);
    entry.add(object);
  } else {
    // An indexer may name a key twice.
    const isAlone = entry === undefined || entry === old || entry === object;
    entries.set(key, isAlone ? object : new Set([entry, object]));
  }
}
