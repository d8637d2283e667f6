import { randomUUID } from 'node:crypto';
import type { Organization, User } from '@sluice/konnect-api';
import type { Kysely } from 'kysely';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import { hashToken, sameHash } from './token-hash.ts';

/** On whose behalf a request comes. */
export interface Identity {
  organizationId: string;
  userId: string;
  /** The name of the token, for logs; never the token. */
  tokenName: string;
}

/** A token that has to be known, with a name that may be shown. */
export interface TokenGrant {
  token: string;
  name: string;
}

/** Who may come in: organisations, their users and their tokens. */
export class IdentityStore {
  readonly #database: Database;
  readonly #identities: ReadonlyMap<string, Identity & { hash: string }>;

  private constructor(database: Database, identities: ReadonlyMap<string, Identity & { hash: string }>) {
    this.#database = database;
    this.#identities = identities;
  }

  /**
   * Opens the store. The organisation and its first user are made once and keep their ids; the tokens are added to
   * those that are known already.
   */
  static async open(
    database: Database,
    organizationName: string,
    tokens: readonly TokenGrant[],
  ): Promise<IdentityStore> {
    const rows = await database.write(async ({ db }) => {
      const owner = (await firstUser(db)) ?? (await createOrganization(db, organizationName));
      await addTokens(db, owner, tokens);
      return db.selectFrom('tokens').selectAll().execute();
    });
    const identities = rows.map((row) => ({
      hash: row.hash,
      organizationId: row.organization_id,
      userId: row.user_id,
      tokenName: row.name,
    }));
    return new IdentityStore(database, new Map(identities.map((identity) => [identity.hash, identity])));
  }

  /**
   * Whom a token stands for. Tokens are looked up by their hash, of which a guesser can't choose a single bit, and
   * then compared in constant time.
   */
  identify(token: string): Identity | undefined {
    const hash = hashToken(token);
    const identity = this.#identities.get(hash);
    return identity !== undefined && sameHash(identity.hash, hash) ? identity : undefined;
  }

  async organization(identity: Identity): Promise<Organization> {
    const row = await this.#database.reader
      .selectFrom('organizations')
      .selectAll()
      .where('id', '=', identity.organizationId)
      .executeTakeFirstOrThrow();
    const owner = await firstUser(this.#database.reader, row.id);
    return {
      id: row.id,
      name: row.name,
      owner_id: owner?.id ?? '',
      login_path: '',
      created_at: row.created_at,
      updated_at: row.updated_at,
      state: 'active',
      retention_period_days: 0,
    };
  }

  async user(identity: Identity): Promise<User> {
    const row = await this.#database.reader
      .selectFrom('users')
      .select(['id', 'email', 'full_name', 'preferred_name', 'created_at', 'updated_at'])
      .where('id', '=', identity.userId)
      .where('organization_id', '=', identity.organizationId)
      .executeTakeFirstOrThrow();
    return { ...row, active: true };
  }
}

interface Owner {
  id: string;
  organization_id: string;
}

async function firstUser(db: Kysely<Tables>, organizationId?: string): Promise<Owner | undefined> {
  let query = db.selectFrom('users').select(['id', 'organization_id']).orderBy('created_at').limit(1);
  if (organizationId !== undefined) {
    query = query.where('organization_id', '=', organizationId);
  }
  return query.executeTakeFirst();
}

async function createOrganization(db: Kysely<Tables>, name: string): Promise<Owner> {
  const now = new Date().toISOString();
  const organizationId = randomUUID();
  const userId = randomUUID();
  await db
    .insertInto('organizations')
    .values({ id: organizationId, name, created_at: now, updated_at: now })
    .execute();
  await db
    .insertInto('users')
    .values({
      id: userId,
      organization_id: organizationId,
      email: 'owner@localhost.localdomain',
      full_name: `Owner of ${name}`,
      preferred_name: 'Owner',
      created_at: now,
      updated_at: now,
    })
    .execute();
  return { id: userId, organization_id: organizationId };
}

async function addTokens(db: Kysely<Tables>, owner: Owner, tokens: readonly TokenGrant[]): Promise<void> {
  if (tokens.length === 0) {
    return;
  }
  const now = new Date().toISOString();
  await db
    .insertInto('tokens')
    .values(
      tokens.map(({ token, name }) => ({
        hash: hashToken(token),
        name,
        organization_id: owner.organization_id,
        user_id: owner.id,
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
}
