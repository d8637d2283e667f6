import type { Change } from '../storage/change.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';

/** Where an object is: its resource and its key in that resource's table. */
export interface ObjectPlace {
  resource: string;
  key: string;
}

/** Who is owned by whom, by the UIDs in owner references. Holds only objects that have owners. */
export class DependencyGraph {
  readonly #dependents = new Map<string, Map<string, ObjectPlace>>();
  /** Owners that have been deleted, for as long as anything names them. */
  readonly #gone = new Set<string>();

  /** Takes in what a change did to its object and to the owners of it. */
  observe({ resource, key, type, entry, previous }: Change): void {
    if (type === 'DELETED' && this.hasDependents(entry.uid)) this.#gone.add(entry.uid);
    const now = type === 'DELETED' ? undefined : entry.ownerUids;
    if (sameOwners(previous?.ownerUids, now)) return;
    for (const owner of previous?.ownerUids ?? []) this.#remove(owner, resource, key);
    for (const owner of now ?? []) this.#add(owner, { resource, key });
  }

  /** Takes in an object that is there at the start. */
  restore(resource: string, key: string, { ownerUids = [] }: StoredEntry): void {
    for (const owner of ownerUids) this.#add(owner, { resource, key });
  }

  /** The objects that name an owner, as they are while one looks through them. */
  dependentsOf(ownerUid: string): Iterable<ObjectPlace> {
    return this.#dependents.get(ownerUid)?.values() ?? [];
  }

  hasDependents(ownerUid: string): boolean {
    return this.#dependents.has(ownerUid);
  }

  /** Whether an owner was seen to go. Its kind may have gone since, so that nobody could look for it any more. */
  isGone(ownerUid: string): boolean {
    return this.#gone.has(ownerUid);
  }

  #add(owner: string, place: ObjectPlace): void {
    const dependents = this.#dependents.get(owner) ?? new Map<string, ObjectPlace>();
    this.#dependents.set(owner, dependents);
    dependents.set(`${place.resource} ${place.key}`, place);
  }

  #remove(owner: string, resource: string, key: string): void {
    const dependents = this.#dependents.get(owner);
    dependents?.delete(`${resource} ${key}`);
    if (dependents?.size !== 0) return;
    this.#dependents.delete(owner);
    this.#gone.delete(owner);
  }
}

function sameOwners(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((uid, index) => uid === b[index]);
}
