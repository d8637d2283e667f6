import type { Kysely } from 'kysely';
import type { Actor } from '../audit/actor.ts';
import { ChangeJournal, type JournalQueries } from './change-journal.ts';
import { ControlPlaneLedger, type LedgerQueries } from './control-plane-ledger.ts';
import type { WriteTransaction } from './database.ts';
import type { EntityLookup, EntityStatements } from './entity-statements.ts';
import { EntityWorkingSet } from './entity-working-set.ts';
import type { GroupedOperation } from './group-commit-queue.ts';
import type { Tables } from './tables.ts';

/** The statements of a database that its transactions share. */
export interface TransactionStatements {
  ledger: LedgerQueries;
  journal: JournalQueries;
  entities: EntityStatements;
}

/** One transaction of the database, in which one operation after the other writes. */
export class SharedTransaction {
  readonly db: Kysely<Tables>;
  readonly ledger: ControlPlaneLedger;
  readonly journal: ChangeJournal;
  readonly entities: EntityWorkingSet;

  constructor(db: Kysely<Tables>, statements: TransactionStatements) {
    this.db = db;
    this.ledger = new ControlPlaneLedger(db, statements.ledger);
    this.journal = new ChangeJournal(db, statements.journal);
    this.entities = new EntityWorkingSet(db, statements.entities);
  }

  /** What an operation is given that writes on somebody's behalf. */
  on(actor: Actor): WriteTransaction {
    const { db, ledger, journal, entities } = this;
    return { db, ledger, journal, entities, actor };
  }

  /** Writes all that was noted; the last step before the commit. */
  async save(): Promise<void> {
    await this.entities.save();
    await this.journal.save();
    await this.ledger.save();
  }

  /** Writes all that was noted and holds on to none of it: what comes next uses the tables themselves. */
  async release(): Promise<void> {
    await this.save();
    await this.entities.release();
  }
}

/** Makes a caller's operation a part of such a transaction. */
export function groupedOperation<Result>(
  operation: (transaction: WriteTransaction) => Promise<Result>,
  actor: Actor,
  entities: EntityLookup | undefined,
): GroupedOperation<SharedTransaction, Result> {
  if (entities !== undefined) {
    return {
      announce: (transaction) => transaction.entities.expect(entities),
      run: (transaction) => operation(transaction.on(actor)),
    };
  }
  return {
    async run(transaction) {
      await transaction.release();
      return operation(transaction.on(actor));
    },
  };
}
