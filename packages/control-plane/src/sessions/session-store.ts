import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { hashToken, newSecret } from '../identity/token-hash.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';

/** A working day: nobody stays signed in over night on a machine that was left alone. */
export const SESSION_MAX_AGE_SECONDS = 12 * 60 * 60;

/** Whose session or sign-in it is. */
export interface SessionUser {
  organizationId: string;
  userId: string;
}

/** Sessions of the page. They are in the database, so that every replica knows them. */
export class SessionStore {
  readonly #database: Database;
  readonly #changed: () => void;

  /** `changed` is called after each change, so that caches forget. */
  constructor(database: Database, changed: () => void) {
    this.#database = database;
    this.#changed = changed;
  }

  /** Begins a session and returns its secret, which is told here and never again. */
  async begin({ organizationId, userId }: SessionUser): Promise<string> {
    const secret = newSecret();
    const now = Date.now();
    await this.#database.write(async ({ db }) => {
      await removeExpired(db, now);
      await db
        .insertInto('sessions')
        .values({
          hash: hashToken(secret),
          id: randomUUID(),
          organization_id: organizationId,
          user_id: userId,
          created_at: new Date(now).toISOString(),
          expires_at: new Date(now + SESSION_MAX_AGE_SECONDS * 1000).toISOString(),
        })
        .execute();
      await db
        .updateTable('users')
        .set({ last_sign_in_at: new Date(now).toISOString() })
        .where('id', '=', userId)
        .execute();
    });
    this.#changed();
    return secret;
  }

  /** Ends a session, if there is one with this secret. */
  async end(secret: string): Promise<void> {
    await this.#database.write(({ db }) =>
      db.deleteFrom('sessions').where('hash', '=', hashToken(secret)).execute(),
    );
    this.#changed();
  }
}

/** What nobody can use any more is removed when somebody signs in: that is often enough. */
async function removeExpired(db: Kysely<Tables>, nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString();
  await db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
  await db.deleteFrom('sign_in_links').where('expires_at', '<=', now).execute();
}
