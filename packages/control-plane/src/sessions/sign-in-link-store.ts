import { type Actor, SERVER_ACTOR } from '../audit/actor.ts';
import { notePeopleChange } from '../identity/note-people-change.ts';
import { hashToken, newSecret } from '../identity/token-hash.ts';
import type { Database } from '../storage/database.ts';
import type { SessionUser } from './session-store.ts';

/** How long a link is good: long enough to copy it from a terminal or a chat. */
const LINK_MAX_AGE_MS = 15 * 60_000;

/** A link that signs somebody in once. */
export interface SignInLink {
  url: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** Links that sign a user in once. */
export class SignInLinkStore {
  readonly #database: Database;
  readonly #publicUrl: () => string;

  constructor(database: Database, publicUrl: () => string) {
    this.#database = database;
    this.#publicUrl = publicUrl;
  }

  /** Makes a link to the page. Its code is behind the `#`, which browsers send to no server and no log sees. The
   * audit trail has that it was made and for whom. */
  async create({ organizationId, userId }: SessionUser, actor: Actor = SERVER_ACTOR): Promise<SignInLink> {
    const code = newSecret();
    const expiresAt = new Date(Date.now() + LINK_MAX_AGE_MS).toISOString();
    await this.#database.write(async (transaction) => {
      await transaction.db
        .insertInto('sign_in_links')
        .values({
          hash: hashToken(code),
          organization_id: organizationId,
          user_id: userId,
          expires_at: expiresAt,
        })
        .execute();
      const after = { userId, expiresAt };
      notePeopleChange(transaction, { organizationId, type: 'sign_in_link', id: userId, after });
    }, actor);
    return { url: `${this.#publicUrl()}/sign-in#code=${code}`, expiresAt };
  }

  /**
   * Whom a link's code stands for; it is used up by that, also when the caller goes no further. Of two that come with the
   * same code at once only one gets in.
   */
  redeem(code: string): Promise<SessionUser | undefined> {
    return this.#database.write(async ({ db }) => {
      const row = await db
        .deleteFrom('sign_in_links')
        .where('hash', '=', hashToken(code))
        .returning(['organization_id', 'user_id', 'expires_at'])
        .executeTakeFirst();
      return row !== undefined && new Date().toISOString() < row.expires_at
        ? { organizationId: row.organization_id, userId: row.user_id }
        : undefined;
    });
  }
}
