import type { Kysely } from 'kysely';
import type { PreparedQuery, PrepareQuery, Slot } from './prepared-query.ts';
import type { AuditTable, ChangeTable, Tables } from './tables.ts';

/** A row of the audit trail; the database numbers it. */
export type AuditRow = Omit<AuditTable, 'seq'>;

/** Writes what a transaction noted, however the database does that best. */
export interface JournalQueries {
  add(db: Kysely<Tables>, changes: readonly ChangeTable[], entries: readonly AuditRow[]): Promise<void>;
}

/** Prepares the two inserts as one statement per row, which in SQLite costs no more than any other way. */
export function prepareJournalQueries(db: Kysely<Tables>, prepare: PrepareQuery): JournalQueries {
  const addChange: PreparedQuery<ChangeTable, unknown> = prepare((slot: Slot<ChangeTable>) =>
    db.insertInto('changes').values({
      control_plane_id: slot('control_plane_id'),
      revision: slot('revision'),
      type: slot('type'),
      entity_id: slot('entity_id'),
      operation: slot('operation'),
      before: slot('before'),
      after: slot('after'),
      at: slot('at'),
      user_id: slot('user_id'),
      token_name: slot('token_name'),
    }),
  );
  const addEntry: PreparedQuery<AuditRow, unknown> = prepare((slot: Slot<AuditRow>) =>
    db.insertInto('audit').values({
      organization_id: slot('organization_id'),
      control_plane_id: slot('control_plane_id'),
      type: slot('type'),
      entity_id: slot('entity_id'),
      operation: slot('operation'),
      before: slot('before'),
      after: slot('after'),
      at: slot('at'),
      user_id: slot('user_id'),
      token_name: slot('token_name'),
      request_id: slot('request_id'),
    }),
  );
  return {
    async add(transaction, changes, entries) {
      for (const change of changes) {
        await addChange(transaction, change);
      }
      for (const entry of entries) {
        await addEntry(transaction, entry);
      }
    },
  };
}

/**
 * What one transaction has to say about its changes: rows of the change stream and of the audit trail. They are
 * collected and written together before the commit, so there is never a change without them, nor they without it.
 */
export class ChangeJournal {
  readonly #db: Kysely<Tables>;
  readonly #queries: JournalQueries;
  readonly #changes: ChangeTable[] = [];
  readonly #entries: AuditRow[] = [];

  constructor(db: Kysely<Tables>, queries: JournalQueries) {
    this.#db = db;
    this.#queries = queries;
  }

  /** Notes a row of the change stream, under a revision that the ledger gave. */
  addChange(change: ChangeTable): void {
    this.#changes.push(change);
  }

  /** Notes a row of the audit trail. */
  addAudit(entry: AuditRow): void {
    this.#entries.push(entry);
  }

  /** Writes what was noted since it was last called. */
  async save(): Promise<void> {
    const changes = this.#changes.splice(0);
    const entries = this.#entries.splice(0);
    if (changes.length > 0 || entries.length > 0) {
      await this.#queries.add(this.#db, changes, entries);
    }
  }
}
