import { CommitOutcomeUnknownError } from './commit-outcome-unknown-error.ts';
import type { GroupObserver } from './group-observer.ts';

/** Runs the work inside one transaction: it is committed when the work resolves and rolled back when it rejects. */
export type InTransaction<Transaction> = (work: (transaction: Transaction) => Promise<void>) => Promise<void>;

/** One caller's part of a transaction. */
export interface GroupedOperation<Transaction, Result> {
  /** Called for each operation of the group before the first of them runs. */
  announce?(transaction: Transaction): void;
  run(transaction: Transaction): Promise<Result>;
}

interface Entry<Transaction> {
  operation: GroupedOperation<Transaction, unknown>;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
  origin: unknown;
}

/** Bounds how long one transaction keeps the event loop and how much is run again when one operation fails. */
const MAX_GROUP_SIZE = 256;

/**
 * The one way to write: operations that arrive close together share a transaction, and so one wait for the disk. A
 * caller's promise resolves only after the commit, so what was acknowledged is durable; after a crash before it,
 * nobody was told anything.
 *
 * An operation that throws fails alone. The group is rolled back, and each of its operations is run again in a
 * transaction of its own. So an operation must have no effect outside its transaction. What is expected to go wrong,
 * a taken name for example, is checked before writing and returned as a value; it costs the others nothing. Only
 * when it isn't known whether a commit happened is nothing run again, and all of the group fails.
 */
export class GroupCommitQueue<Transaction> {
  readonly #inTransaction: InTransaction<Transaction>;
  readonly #observer: GroupObserver<unknown> | undefined;
  #waiting: Entry<Transaction>[] = [];
  #running: Promise<void> | undefined;

  constructor(inTransaction: InTransaction<Transaction>, observer?: GroupObserver<unknown>) {
    this.#inTransaction = inTransaction;
    this.#observer = observer;
  }

  /** Runs the operation in the next group and resolves with its result once that is committed. */
  write<Result>(operation: GroupedOperation<Transaction, Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const origin = this.#observer?.origin();
      this.#waiting.push({ operation, resolve: resolve as (result: unknown) => void, reject, origin });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when everything that was given so far has been committed or has failed. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await allReadyRequestsRead();
      const group = this.#waiting.splice(0, MAX_GROUP_SIZE);
      await this.#commit(group);
    }
    this.#running = undefined;
  }

  async #commit(group: Entry<Transaction>[]): Promise<void> {
    const results: unknown[] = [];
    try {
      await this.#observed(group, async (transaction) => {
        for (const { operation } of group) {
          operation.announce?.(transaction);
        }
        for (const { operation } of group) {
          results.push(await operation.run(transaction));
        }
      });
    } catch (error) {
      if (error instanceof CommitOutcomeUnknownError) {
        rejectAll(group, error);
      } else {
        await this.#commitOneByOne(group, error);
      }
      return;
    }
    for (const [index, entry] of group.entries()) {
      entry.resolve(results[index]);
    }
  }

  #observed(
    group: readonly Entry<Transaction>[],
    work: (transaction: Transaction) => Promise<void>,
  ): Promise<void> {
    if (this.#observer === undefined) {
      return this.#inTransaction(work);
    }
    const origins = group.map(({ origin }) => origin);
    return this.#observer.around(origins, () => this.#inTransaction(work));
  }

  async #commitOneByOne(group: Entry<Transaction>[], error: unknown): Promise<void> {
    if (group.length === 1) {
      group[0]?.reject(error);
      return;
    }
    for (const entry of group) {
      await this.#commit([entry]);
    }
  }
}

function rejectAll<Transaction>(group: readonly Entry<Transaction>[], error: unknown): void {
  for (const entry of group) {
    entry.reject(error);
  }
}

/** Lets the event loop read what has arrived on other connections, so that it joins the same group. */
function allReadyRequestsRead(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
