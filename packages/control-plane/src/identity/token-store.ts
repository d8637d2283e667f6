import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Actor } from '../audit/actor.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import { notePeopleChange } from './note-people-change.ts';
import { hashToken, newSecret } from './token-hash.ts';

/** A token as people see it: never the token itself. Times in ISO 8601. */
export interface TokenInfo {
  id: string;
  name: string;
  kind: 'personal' | 'system-account';
  user: { id: string; name: string };
  createdAt: string;
  /** Null: it doesn't expire. */
  expiresAt: string | null;
  /** Null: never. Up to half a minute late. */
  lastUsedAt: string | null;
}

/** Whose tokens are meant: of the whole organisation, or of one of its users. */
export interface TokenScope {
  organizationId: string;
  userId: string | undefined;
}

const PREFIX = { person: 'kpat_', 'system-account': 'spat_' } as const;

/** The tokens of organisations. */
export class TokenStore {
  readonly #database: Database;
  readonly #changed: () => void;

  /** `changed` is called after each change, so that caches forget. */
  constructor(database: Database, changed: () => void) {
    this.#database = database;
    this.#changed = changed;
  }

  /** In the order of their creation. */
  async list(scope: TokenScope): Promise<TokenInfo[]> {
    return readTokens(this.#database.reader, scope);
  }

  /**
   * Makes a token for a user: `kpat_…` for a person, `spat_…` for a system account. It is told here and never again.
   * Undefined when the organisation has no such user.
   */
  async create(
    owner: { organizationId: string; userId: string },
    { name, expiresAt }: { name: string; expiresAt: string | null },
    actor: Actor,
  ): Promise<{ token: string; info: TokenInfo } | undefined> {
    const id = randomUUID();
    const created = await this.#database.write(async (transaction) => {
      const { db } = transaction;
      const user = await db
        .selectFrom('users')
        .select('kind')
        .where('id', '=', owner.userId)
        .where('organization_id', '=', owner.organizationId)
        .executeTakeFirst();
      if (user === undefined) {
        return undefined;
      }
      const secret = newSecret(PREFIX[user.kind]);
      await db
        .insertInto('tokens')
        .values({
          hash: hashToken(secret),
          id,
          name,
          organization_id: owner.organizationId,
          user_id: owner.userId,
          created_at: new Date().toISOString(),
          expires_at: expiresAt,
        })
        .execute();
      const row = await selectTokens(db, owner).where('tokens.id', '=', id).executeTakeFirstOrThrow();
      const info = toTokenInfo(row);
      const { organizationId } = owner;
      notePeopleChange(transaction, { organizationId, type: 'token', id, after: info });
      return { token: secret, info };
    }, actor);
    this.#changed();
    return created;
  }

  /** Revokes a token for good; answers whether it was there. */
  async revoke(scope: TokenScope, id: string, actor: Actor): Promise<boolean> {
    const revoked = await this.#database.write(async (transaction) => {
      const { db } = transaction;
      const row = await selectTokens(db, scope).where('tokens.id', '=', id).executeTakeFirst();
      if (row === undefined) {
        return false;
      }
      await db.deleteFrom('tokens').where('id', '=', id).execute();
      const { organizationId } = scope;
      const before = toTokenInfo(row);
      notePeopleChange(transaction, { organizationId, type: 'token', id, before });
      return true;
    }, actor);
    this.#changed();
    return revoked;
  }
}

/** The tokens in the order of their creation. */
export async function readTokens(db: Kysely<Tables>, scope: TokenScope): Promise<TokenInfo[]> {
  const rows = await selectTokens(db, scope).orderBy('tokens.created_at').orderBy('tokens.id').execute();
  return rows.map(toTokenInfo);
}

function selectTokens(db: Kysely<Tables>, { organizationId, userId }: TokenScope) {
  const query = db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .select(['tokens.id', 'tokens.name', 'tokens.created_at', 'tokens.expires_at', 'tokens.last_used_at'])
    .select(['users.id as user_id', 'users.full_name', 'users.kind'])
    .where('tokens.organization_id', '=', organizationId);
  return userId === undefined ? query : query.where('tokens.user_id', '=', userId);
}

interface TokenRow {
  id: string;
  name: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  user_id: string;
  full_name: string;
  kind: keyof typeof PREFIX;
}

function toTokenInfo(row: TokenRow): TokenInfo {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind === 'person' ? 'personal' : 'system-account',
    user: { id: row.user_id, name: row.full_name },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
