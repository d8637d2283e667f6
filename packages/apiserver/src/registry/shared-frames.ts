import type { ResourceTable } from '../storage/resource-table.ts';
import type { ResourceVersion } from './resource-version.ts';
import { WatchFrames } from './watch-frames.ts';

/** Frames of some changes, and how far they go. */
interface Batch {
  /** Undefined where none of the changes is to be seen. */
  frames: WatchFrames | undefined;
  /** The revision of the last change. */
  revision: number;
}

/** How many batches are remembered: watches that are up to date all want the newest. */
const MAX_BATCHES = 8;

const byTable = new WeakMap<ResourceTable, WeakMap<ResourceVersion, SharedFrames>>();

/**
 * The latest frames of a resource in one version, as bytes. Watches that look alike, and are equally far, send the same
 * bytes: a hundred of them cost the making of one.
 */
export class SharedFrames {
  /** By form, place and the revision after which they begin; oldest first. */
  readonly #batches = new Map<string, Batch>();

  /** Those of a table in a version: a resource that is described anew has versions anew. */
  static of(table: ResourceTable, version: ResourceVersion): SharedFrames {
    const byVersion = byTable.get(table) ?? new WeakMap<ResourceVersion, SharedFrames>();
    byTable.set(table, byVersion);
    const frames = byVersion.get(version) ?? new SharedFrames();
    byVersion.set(version, frames);
    return frames;
  }

  /** @param key tells all apart that leads to other bytes */
  get(key: string, make: () => { text: string; revision: number }): Batch {
    const known = this.#batches.get(key);
    if (known !== undefined) return known;
    const { text, revision } = make();
    const batch = { frames: text === '' ? undefined : new WatchFrames(text), revision };
    this.#batches.set(key, batch);
    for (const oldest of this.#batches.keys()) {
      if (this.#batches.size <= MAX_BATCHES) break;
      this.#batches.delete(oldest);
    }
    return batch;
  }
}
