import type { Drift } from './entity-events.ts';
import type { StandingRefusal } from './standing-refusal.ts';

/** What this process knows of one object's entity, beside what the object's status says. Lost on restart. */
export interface EntityMemory {
  /** Which entity is known to be as wanted, and what was wanted; undefined: not known, or known to be otherwise. */
  inSync?: string | undefined;
  /** What a comparison found to differ, until it is mended. */
  drift?: Drift | undefined;
  /** Whether a change was told of that may be older than our last write, so that the entity has to be looked at. */
  isUncertain?: boolean | undefined;
  /** Fields of the entity that the kind doesn't know, which a write has to repeat so that they stay. */
  kept?: object | undefined;
  /** The members that the entity was last seen to have: a digest of their ids. */
  members?: string | undefined;
  /** The last refusal that an Event told of, so that no other Event tells of the same. */
  toldRefusal?: string | undefined;
  /** The refusal that stands until something changes. */
  refused?: StandingRefusal | undefined;
  /** Since when the object has been waiting for a parent, in milliseconds of the operator's clock. */
  waitingSinceMs?: number | undefined;
  /** Since when the API has been saying that a parent isn't there, in milliseconds of the operator's clock. */
  parentGoneSinceMs?: number | undefined;
  /** The resource version that this process last made of the object. */
  writtenVersion?: string | undefined;
  /** When this process last wrote the entity, or began to, in milliseconds of the operator's clock. */
  writtenAtMs?: number | undefined;
}

/** The memories of all objects, by UID. */
export class EntityMemories {
  readonly #byUid = new Map<string, EntityMemory>();

  /** Of how many objects there are memories. */
  get size(): number {
    return this.#byUid.size;
  }

  of(uid: string): EntityMemory {
    const known = this.#byUid.get(uid);
    if (known) return known;
    const memory: EntityMemory = {};
    this.#byUid.set(uid, memory);
    return memory;
  }

  forget(uid: string): void {
    this.#byUid.delete(uid);
  }
}
