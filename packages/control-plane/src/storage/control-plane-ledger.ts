import type { Kysely } from 'kysely';
import type { PreparedQuery, PrepareQuery, Slot } from './prepared-query.ts';
import type { Tables } from './tables.ts';

/** What writing an entity has to know of its control plane. */
export interface LedgerEntry {
  organizationId: string;
  clusterType: string;
}

/** How many changes of a control plane are kept for readers that come back. */
const KEPT_CHANGES = 20_000;

/** Old changes are removed each time so many new ones have been written. */
const TRIM_INTERVAL = 1_000;

/** The statements of the ledger, compiled once for all transactions. */
export interface LedgerQueries {
  find: PreparedQuery<{ id: string }, { organization_id: string; cluster_type: string; revision: number }>;
  save: PreparedQuery<{ id: string; revision: number }, unknown>;
  trim: PreparedQuery<{ id: string; revision: number }, unknown>;
}

export function prepareLedgerQueries(db: Kysely<Tables>, prepare: PrepareQuery): LedgerQueries {
  return {
    find: prepare((slot: Slot<{ id: string }>) =>
      db
        .selectFrom('control_planes')
        .select(['organization_id', 'cluster_type', 'revision'])
        .where('id', '=', slot('id')),
    ),
    save: prepare((slot: Slot<{ id: string; revision: number }>) =>
      db
        .updateTable('control_planes')
        .set({ revision: slot('revision') })
        .where('id', '=', slot('id')),
    ),
    trim: prepare((slot: Slot<{ id: string; revision: number }>) =>
      db
        .deleteFrom('changes')
        .where('control_plane_id', '=', slot('id'))
        .where('revision', '<=', slot('revision')),
    ),
  };
}

interface Counter extends LedgerEntry {
  savedRevision: number;
  revision: number;
}

/**
 * What one transaction knows of the control planes it touches: read once each, however many of the transaction's
 * writes go there, and their revision counters written back once at its end.
 */
export class ControlPlaneLedger {
  readonly #db: Kysely<Tables>;
  readonly #queries: LedgerQueries;
  readonly #counters = new Map<string, Counter | undefined>();
  readonly #changed = new Set<string>();

  constructor(db: Kysely<Tables>, queries: LedgerQueries) {
    this.#db = db;
    this.#queries = queries;
  }

  /** The control plane, or undefined when there is none with this id. */
  async find(id: string): Promise<LedgerEntry | undefined> {
    if (!this.#counters.has(id)) {
      const [row] = await this.#queries.find(this.#db, { id });
      this.#counters.set(
        id,
        row && {
          organizationId: row.organization_id,
          clusterType: row.cluster_type,
          savedRevision: row.revision,
          revision: row.revision,
        },
      );
    }
    return this.#counters.get(id);
  }

  /** The revision of the next change, and who owns it. The control plane must have been found before. */
  nextRevision(id: string): { revision: number; organizationId: string } {
    const counter = this.#counters.get(id);
    if (counter === undefined) {
      throw new Error(`Control plane ${id} was not read in this transaction`);
    }
    counter.revision += 1;
    this.#changed.add(id);
    return { revision: counter.revision, organizationId: counter.organizationId };
  }

  /** To be called when a control plane of the organisation was created or deleted in this transaction. */
  forget(id: string, organizationId: string): void {
    this.#counters.delete(id);
    this.#changed.add(id).add(organizationId);
  }

  /**
   * The control planes whose readers have something to see once this is committed, and the organisations that have others
   * than before.
   */
  changed(): string[] {
    return [...this.#changed];
  }

  /** Writes the counters back that moved since it was last called. */
  async save(): Promise<void> {
    for (const [id, counter] of this.#counters) {
      if (counter === undefined || counter.revision === counter.savedRevision) {
        continue;
      }
      await this.#queries.save(this.#db, { id, revision: counter.revision });
      if (
        Math.floor(counter.revision / TRIM_INTERVAL) !== Math.floor(counter.savedRevision / TRIM_INTERVAL)
      ) {
        await this.#queries.trim(this.#db, { id, revision: counter.revision - KEPT_CHANGES });
      }
      counter.savedRevision = counter.revision;
    }
  }
}
