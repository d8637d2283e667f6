import type { StoredEntry } from './stored-entry.ts';

/** What a write did to an object; named as watch events are (meta/v1 WatchEvent). */
export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** One write: what it left behind, and what was there before. */
export interface Change {
  readonly type: ChangeType;
  /** The table's id, for example `kongtargets.configuration.konghq.com`. */
  readonly resource: string;
  readonly key: string;
  readonly revision: number;
  /** The new state; for a deletion the last state, at the revision of the deletion. */
  readonly entry: StoredEntry;
  /** The state before; absent for a creation. */
  readonly previous: StoredEntry | undefined;
}
