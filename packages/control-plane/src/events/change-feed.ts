import type { ChangeListener } from '../storage/change-signal.ts';
import type { Database } from '../storage/database.ts';
import { type PreparedQuery, prepareQuery, type Slot } from '../storage/prepared-query.ts';
import type { ChangeTable } from '../storage/tables.ts';
import { changeText, type FeedChange } from './event-text.ts';

/** What comes after a revision. */
export type FeedPage =
  /** The next changes in order, without a gap; none when the reader is up to date. */
  | { kind: 'changes'; changes: readonly FeedChange[]; hasMore: boolean }
  /** The next change isn't kept any more, or the revision is from another life of the database. */
  | { kind: 'out-of-reach'; revision: number; oldest: number | undefined }
  /** The control plane was deleted. */
  | { kind: 'deleted' };

/** Bounds what one reader holds in memory. */
const PAGE_SIZE = 100;

/**
 * Reads the changes of a control plane in the order of their revisions. Revisions are dense and given by one writer at
 * a time, so the next change is the one whose number is next: a reader neither misses one nor sees one twice, whatever
 * transactions are open meanwhile. Readers that were woken together and are at one revision share a read and its texts.
 */
export class ChangeFeed {
  readonly #database: Database;
  readonly #page: PreparedQuery<{ id: string; after: number }, ChangeTable>;
  readonly #oldest: PreparedQuery<{ id: string }, { revision: number }>;
  readonly #position: PreparedQuery<{ id: string }, { organization_id: string; revision: number }>;
  readonly #positions: PreparedQuery<{ organization: string }, { id: string; revision: number }>;
  /** The reads under way that began after the last wake-up, one at most for a control plane. */
  readonly #reads = new Map<string, { revision: number; page: Promise<FeedPage> }>();

  constructor(database: Database) {
    this.#database = database;
    const db = database.reader;
    this.#page = prepareQuery((slot: Slot<{ id: string; after: number }>) =>
      db
        .selectFrom('changes')
        .selectAll()
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
    this.#positions = prepareQuery((slot: Slot<{ organization: string }>) =>
      db
        .selectFrom('control_planes')
        .select(['id', 'revision'])
        .where('organization_id', '=', slot('organization')),
    );
  }

  /** Whose the control plane is and the revision it is at; undefined when there is none. */
  async position(controlPlaneId: string): Promise<{ organizationId: string; revision: number } | undefined> {
    const [row] = await this.#position(this.#database.reader, { id: controlPlaneId });
    return row && { organizationId: row.organization_id, revision: row.revision };
  }

  /** The control planes of an organisation, each with the revision it is at. */
  async positions(organizationId: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#positions(this.#database.reader, { organization: organizationId });
    return new Map(rows.map(({ id, revision }) => [id, revision]));
  }

  /** What comes after the revision, a page at most. */
  after(controlPlaneId: string, revision: number): Promise<FeedPage> {
    const under = this.#reads.get(controlPlaneId);
    if (under?.revision === revision) {
      return under.page;
    }
    const read = { revision, page: this.#read(controlPlaneId, revision) };
    this.#reads.set(controlPlaneId, read);
    const forget = () => {
      if (this.#reads.get(controlPlaneId) === read) {
        this.#reads.delete(controlPlaneId);
      }
    };
    read.page.then(forget, forget);
    return read.page;
  }

  /**
   * Calls the listener with the id when there may be more to read of a control plane or, by an organisation's id, when
   * that may have other control planes; answers how to stop that.
   */
  subscribe(id: string, listener: ChangeListener): () => void {
    return this.#database.changed.subscribe(id, (woken) => {
      // What is being read may be older than what there is to see now, so whoever reads from now on reads anew.
      this.#reads.delete(woken);
      listener(woken);
    });
  }

  async #read(controlPlaneId: string, revision: number): Promise<FeedPage> {
    const rows = await this.#page(this.#database.reader, { id: controlPlaneId, after: revision });
    if (rows[0]?.revision === revision + 1) {
      const changes = rows.map((row) => ({ revision: row.revision, text: changeText(row) }));
      return { kind: 'changes', changes, hasMore: rows.length === PAGE_SIZE };
    }
    const position = await this.position(controlPlaneId);
    if (position === undefined) {
      return { kind: 'deleted' };
    }
    if (position.revision === revision) {
      return { kind: 'changes', changes: [], hasMore: false };
    }
    const [oldest] = await this.#oldest(this.#database.reader, { id: controlPlaneId });
    // Something may have been committed since the page was read; then it is there to be read again.
    return oldest !== undefined && oldest.revision <= revision + 1 && revision < position.revision
      ? this.#read(controlPlaneId, revision)
      : { kind: 'out-of-reach', revision: position.revision, oldest: oldest?.revision };
  }
}
