import type { Kysely } from 'kysely';
import type { Actor } from '../audit/actor.ts';
import type { ChangeJournal } from './change-journal.ts';
import type { ChangeSignal } from './change-signal.ts';
import type { ControlPlaneLedger } from './control-plane-ledger.ts';
import type { EntityLookup } from './entity-statements.ts';
import type { EntityWorkingSet } from './entity-working-set.ts';
import type { RowLookup } from './row-lookup.ts';
import type { Tables } from './tables.ts';

/** What an operation that writes has in hand. */
export interface WriteTransaction {
  /** Sees the transaction's own writes. */
  readonly db: Kysely<Tables>;
  /** The control planes that the transaction touches, with their revision counters. */
  readonly ledger: ControlPlaneLedger;
  /** The rows of change stream and audit trail that the transaction will leave. */
  readonly journal: ChangeJournal;
  /** The entities, for operations that said which ones they look for. */
  readonly entities: EntityWorkingSet;
  /** On whose behalf this operation writes. */
  readonly actor: Actor;
}

/** The database, whichever it is. Everything above knows only this. */
export interface Database {
  /** Reads what has been committed, never more. */
  readonly reader: Kysely<Tables>;
  /** Reads single rows, as the reader does. */
  readonly rows: RowLookup;
  /** Wakes those who wait for changes, whoever committed them. */
  readonly changed: ChangeSignal;
  /**
   * Runs the operation in a transaction, alone or with others, and resolves with its result once that is durable. The
   * operation may be run a second time and must have no effect outside its transaction. Operations run one after the
   * other, those of other processes too: what one checks holds until it has written. Without an actor the server
   * writes on its own account.
   *
   * An operation that says which entities it looks for has them read together with those of its neighbours; it reads
   * and writes entities through the working set alone, and the others past it.
   */
  write<Result>(
    operation: (transaction: WriteTransaction) => Promise<Result>,
    actor?: Actor,
    entities?: EntityLookup,
  ): Promise<Result>;
  /** Lets running writes end and closes the connections. */
  close(): Promise<void>;
}
