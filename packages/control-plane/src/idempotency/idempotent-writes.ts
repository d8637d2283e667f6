import type { SecretBox } from '../secrets/secret-box.ts';
import type { WriteTransaction } from '../storage/database.ts';
import type { IdempotencyKey } from './idempotency-key.ts';

/** How long a key is remembered. */
export const IDEMPOTENCY_KEY_KEPT_MS = 24 * 60 * 60 * 1000;

/** The key was used for another request before. */
export const KEY_REUSED = { ok: false, reason: 'key-reused' } as const;

/** What a client is told about that. */
export const KEY_REUSED_MESSAGE =
  'this Idempotency-Key was used for another request within the last 24 hours; use a new key for a new request';

/**
 * Lets a write with a key happen once. Its result is kept in the transaction of the write itself, so there is never
 * one without the other, whenever the server stops; a repetition is given the result again and writes nothing. A write
 * that was refused changed nothing and is not kept: a repetition tries again.
 *
 * Results are sealed, because an answer may hold a secret.
 */
export class IdempotentWrites {
  readonly #box: SecretBox;

  constructor(box: SecretBox) {
    this.#box = box;
  }

  /** Runs the operation, or gives the result that it had under this key. A result must survive JSON. */
  async run<Result extends { ok: boolean }>(
    { db }: WriteTransaction,
    key: IdempotencyKey | undefined,
    operation: () => Promise<Result>,
  ): Promise<Result | typeof KEY_REUSED> {
    if (key === undefined) {
      return operation();
    }
    const now = Date.now();
    const forgotten = new Date(now - IDEMPOTENCY_KEY_KEPT_MS).toISOString();
    await db.deleteFrom('idempotency_keys').where('created_at', '<', forgotten).execute();
    const [claimed] = await db
      .insertInto('idempotency_keys')
      .values({ ...key, created_at: new Date(now).toISOString(), result: null })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute();
    if (claimed === undefined) {
      const { fingerprint, result } = await db
        .selectFrom('idempotency_keys')
        .select(['fingerprint', 'result'])
        .where('id', '=', key.id)
        .executeTakeFirstOrThrow();
      return fingerprint === key.fingerprint && result !== null
        ? (JSON.parse(this.#box.open(result, idempotencyContext(key))) as Result)
        : KEY_REUSED;
    }
    const result = await operation();
    if (result.ok) {
      const sealed = this.#box.seal(JSON.stringify(result), idempotencyContext(key));
      await db.updateTable('idempotency_keys').set({ result: sealed }).where('id', '=', key.id).execute();
    } else {
      await db.deleteFrom('idempotency_keys').where('id', '=', key.id).execute();
    }
    return result;
  }
}

/** What the sealed result of a key is bound to. */
export function idempotencyContext({ id }: Pick<IdempotencyKey, 'id'>): string {
  return `idempotency key ${id}`;
}
