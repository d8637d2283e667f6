import type { Kysely } from 'kysely';
import type { Actor } from '../audit/actor.ts';
import type { ChangeJournal } from './change-journal.ts';
import type { ChangeSignal } from './change-signal.ts';
import type { ControlPlaneLedger } from './control-plane-ledger.ts';
import type { Tables } from './tables.ts';

/** What an operation that writes has in hand. */
export interface WriteTransaction {
  /** Sees the transaction's own writes. */
  readonly db: Kysely<Tables>;
  /** The control planes that the transaction touches, with their revision counters. */
  readonly ledger: ControlPlaneLedger;
  /** The rows of change stream and audit trail that the transaction will leave. */
  readonly journal: ChangeJournal;
  /** On whose behalf this operation writes. */
  readonly actor: Actor;
}

/** What a transaction is made of before it is known who writes in it. */
export type SharedTransaction = Omit<WriteTransaction, 'actor'>;

/** The database, whichever it is. Everything above knows only this. */
export interface Database {
  /** Reads what has been committed, never more. */
  readonly reader: Kysely<Tables>;
  /** Wakes those who wait for changes, whoever committed them. */
  readonly changed: ChangeSignal;
  /**
   * Runs the operation in a transaction, alone or with others, and resolves with its result once that is durable. The
   * operation may be run a second time and must have no effect outside its transaction. Operations run one after the
   * other, those of other processes too: what one checks holds until it has written. Without an actor the server
   * writes on its own account.
   */
  write<Result>(
    operation: (transaction: WriteTransaction) => Promise<Result>,
    actor?: Actor,
  ): Promise<Result>;
  /** Lets running writes end and closes the connections. */
  close(): Promise<void>;
}
