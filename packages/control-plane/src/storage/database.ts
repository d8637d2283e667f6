import type { Kysely } from 'kysely';
import type { ControlPlaneLedger } from './control-plane-ledger.ts';
import type { Tables } from './tables.ts';

/** What an operation that writes has in hand. */
export interface WriteTransaction {
  /** Sees the transaction's own writes. */
  readonly db: Kysely<Tables>;
  /** The control planes that the transaction touches, with their revision counters. */
  readonly ledger: ControlPlaneLedger;
}

/** The database, whichever it is. Everything above knows only this. */
export interface Database {
  /** Reads what has been committed, never more. */
  readonly reader: Kysely<Tables>;
  /**
   * Runs the operation in a transaction, alone or with others, and resolves with its result once that is durable. The
   * operation may be run a second time and must have no effect outside its transaction. Operations run one after the
   * other: what one checks holds until it has written.
   */
  write<Result>(operation: (transaction: WriteTransaction) => Promise<Result>): Promise<Result>;
  /** Lets running writes end and closes the connections. */
  close(): Promise<void>;
}
