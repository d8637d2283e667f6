import type { Database } from '../storage/database.ts';
import { type PreparedQuery, prepareQuery, type Slot } from '../storage/prepared-query.ts';
import type { ChangeTable } from '../storage/tables.ts';

/** One change as the feed hands it on. */
export type FeedChange = Omit<ChangeTable, 'control_plane_id'>;

/** What comes after a revision. */
export type FeedPage =
  /** The next changes in order, without a gap; none when the reader is up to date. */
  | { kind: 'changes'; changes: readonly FeedChange[] }
  /** The next change isn't kept any more, or the revision is from another life of the database. */
  | { kind: 'out-of-reach'; revision: number; oldest: number | undefined }
  /** The control plane was deleted. */
  | { kind: 'deleted' };

/** Bounds what one reader holds in memory. */
const PAGE_SIZE = 100;

/**
 * Reads the changes of a control plane in the order of their revisions. Revisions are dense and given by one writer at
 * a time, so the next change is the one whose number is next: a reader neither misses one nor sees one twice, whatever
 * transactions are open meanwhile.
 */
export class ChangeFeed {
  readonly #database: Database;
  readonly #page: PreparedQuery<{ id: string; after: number }, FeedChange>;
  readonly #oldest: PreparedQuery<{ id: string }, { revision: number }>;
  readonly #position: PreparedQuery<{ id: string }, { organization_id: string; revision: number }>;

  constructor(database: Database) {
    this.#database = database;
    const db = database.reader;
    this.#page = prepareQuery((slot: Slot<{ id: string; after: number }>) =>
      db
        .selectFrom('changes')
        .select(['revision', 'type', 'entity_id', 'operation', 'before', 'after', 'at'])
        .select(['user_id', 'token_name'])
        .where('control_plane_id', '=', slot('id'))
        .where('revision', '>', slot('after'))
        .orderBy('revision')
        .limit(PAGE_SIZE),
    );
    this.#oldest = prepareQuery((slot: Slot<{ id: string }>) =>
      db
        .selectFrom('changes')
        .select('revision')
        .where('control_plane_id', '=', slot('id'))
        .orderBy('revision')
        .limit(1),
    );
    this.#position = prepareQuery((slot: Slot<{ id: string }>) =>
      db.selectFrom('control_planes').select(['organization_id', 'revision']).where('id', '=', slot('id')),
    );
  }

  /** Whose the control plane is and the revision it is at; undefined when there is none. */
  async position(controlPlaneId: string): Promise<{ organizationId: string; revision: number } | undefined> {
    const [row] = await this.#position(this.#database.reader, { id: controlPlaneId });
    return row && { organizationId: row.organization_id, revision: row.revision };
  }

  /** What comes after the revision, a page at most. */
  async after(controlPlaneId: string, revision: number): Promise<FeedPage> {
    const changes = await this.#page(this.#database.reader, { id: controlPlaneId, after: revision });
    if (changes[0]?.revision === revision + 1) {
      return { kind: 'changes', changes };
    }
    const position = await this.position(controlPlaneId);
    if (position === undefined) {
      return { kind: 'deleted' };
    }
    if (position.revision === revision) {
      return { kind: 'changes', changes: [] };
    }
    const [oldest] = await this.#oldest(this.#database.reader, { id: controlPlaneId });
    // Something may have been committed since the page was read; then it is there to be read again.
    return oldest !== undefined && oldest.revision <= revision + 1 && revision < position.revision
      ? this.after(controlPlaneId, revision)
      : { kind: 'out-of-reach', revision: position.revision, oldest: oldest?.revision };
  }

  /** Calls the listener when there may be more to read; answers how to stop that. */
  subscribe(controlPlaneId: string, listener: () => void): () => void {
    return this.#database.changed.subscribe(controlPlaneId, listener);
  }
}
