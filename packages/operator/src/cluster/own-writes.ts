import type { EntityMemories } from '../entity/entity-memory.ts';

/** A write that has no answer yet, or several at once. */
interface UnderWay {
  writes: number;
  /** The versions that a watch has told of meanwhile, less those that answers have claimed. */
  readonly told: Set<string>;
}

/**
 * Tells what this process itself has written from what others have. An API server tells its watches of a write at about
 * the time of the answer, often before it: what is told while a write is under way can't be judged until that has
 * ended, and is judged then.
 */
export class OwnWrites {
  readonly #memories: EntityMemories;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(memories: EntityMemories) {
    this.#memories = memories;
  }

  /** A write of the object is sent. */
  began(uid: string): void {
    const underWay = this.#underWay.get(uid);
    if (underWay) underWay.writes++;
    else this.#underWay.set(uid, { writes: 1, told: new Set() });
  }

  /** Whether this version of the object is our own; also while that is open, because `ended` will say so if it isn't. */
  mayHaveMade(uid: string, version: string): boolean {
    if (this.#memories.of(uid).writtenVersion === version) return true;
    const underWay = this.#underWay.get(uid);
    underWay?.told.add(version);
    return underWay !== undefined;
  }

  /**
   * The write has ended: with an answer, in which the object has this version, or without one.
   *
   * @returns whether a version was passed off as perhaps our own, and isn't
   */
  ended(uid: string, version: string | undefined): boolean {
    if (version !== undefined) this.#memories.of(uid).writtenVersion = version;
    const underWay = this.#underWay.get(uid);
    if (!underWay) return false;
    if (version !== undefined) underWay.told.delete(version);
    if (--underWay.writes > 0) return false;
    this.#underWay.delete(uid);
    return underWay.told.size > 0;
  }
}
