import type { Organization, User } from '@sluice/konnect-api';
import type { Role, RoleGrant } from '../access/role.ts';
import type { Database } from '../storage/database.ts';
import { CredentialCache, type Known } from './credential-cache.ts';
import {
  addTokens,
  foundOrganization,
  type Owner,
  type TokenGrant,
  WHOLE_ORGANIZATION,
} from './found-organization.ts';
import type { Identity } from './identity.ts';
import { hashToken } from './token-hash.ts';

/** Who may come in: whom tokens and sessions stand for. */
export class IdentityStore {
  /** The first user of the founding organisation, whose the tokens of the command line are. */
  readonly owner: Owner;
  readonly #database: Database;
  readonly #tokens: CredentialCache<Identity>;
  readonly #sessions: CredentialCache<Identity>;
  readonly #listeners = new Set<() => void>();

  private constructor(database: Database, owner: Owner) {
    this.#database = database;
    this.owner = owner;
    this.#tokens = new CredentialCache((hash) => this.#load('tokens', hash));
    this.#sessions = new CredentialCache((hash) => this.#load('sessions', hash));
  }

  /**
   * Opens the store. The founding organisation and its first user are made once and keep their ids; the tokens are
   * added to those that are known already.
   */
  static async open(
    database: Database,
    organizationName: string,
    tokens: readonly TokenGrant[],
  ): Promise<IdentityStore> {
    const owner = await database.write(async ({ db }) => {
      const found = await foundOrganization(db, organizationName);
      await addTokens(db, found, tokens);
      return found;
    });
    return new IdentityStore(database, owner);
  }

  /** Whom a token stands for; a promise only where that has to be read. Undefined: nobody, or no longer. */
  identifyToken(token: string): Identity | undefined | Promise<Identity | undefined> {
    return this.#tokens.find(hashToken(token));
  }

  /** Whom the secret of a session's cookie stands for. */
  identifySession(secret: string): Identity | undefined | Promise<Identity | undefined> {
    return this.#sessions.find(hashToken(secret));
  }

  /** To be called after each change of organisations, users, roles, tokens or sessions. */
  readonly forget = (): void => {
    this.#tokens.clear();
    this.#sessions.clear();
    for (const listener of this.#listeners) {
      listener();
    }
  };

  /** Calls the listener after each change of people, roles, tokens or sessions here; answers how to stop that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async organization(identity: Identity): Promise<Organization> {
    const db = this.#database.reader;
    const row = await db
      .selectFrom('organizations')
      .selectAll()
      .where('id', '=', identity.organizationId)
      .executeTakeFirstOrThrow();
    const owner = await db
      .selectFrom('users')
      .select('id')
      .where('organization_id', '=', row.id)
      .orderBy('created_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
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
    // Clients of Konnect read an address here, and not everybody has one.
    return { ...row, email: row.email || `${row.id}@localhost.localdomain`, active: true };
  }

  async #load(kind: 'tokens' | 'sessions', hash: string): Promise<Known<Identity> | undefined> {
    const found = kind === 'tokens' ? await this.#token(hash) : await this.#session(hash);
    if (found === undefined) {
      return undefined;
    }
    const grants = await this.#database.reader
      .selectFrom('role_grants')
      .select(['control_plane_id', 'role'])
      .where('user_id', '=', found.user_id)
      .execute();
    return {
      expiresAtMs: found.expires_at === null ? undefined : Date.parse(found.expires_at),
      value: {
        organizationId: found.organization_id,
        founding: found.founding === 1,
        userId: found.user_id,
        userName: found.full_name,
        roles: grants.map(toRoleGrant),
        credential: kind === 'tokens' ? 'token' : 'session',
        credentialId: found.id,
        tokenName: found.name,
      },
    };
  }

  #token(hash: string) {
    return this.#database.reader
      .selectFrom('tokens')
      .innerJoin('users', 'users.id', 'tokens.user_id')
      .innerJoin('organizations', 'organizations.id', 'tokens.organization_id')
      .select(['tokens.id', 'tokens.name', 'tokens.user_id', 'tokens.organization_id', 'tokens.expires_at'])
      .select(['users.full_name', 'organizations.founding'])
      .where('tokens.hash', '=', hash)
      .executeTakeFirst();
  }

  async #session(hash: string) {
    const row = await this.#database.reader
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .innerJoin('organizations', 'organizations.id', 'sessions.organization_id')
      .select(['sessions.id', 'sessions.user_id', 'sessions.organization_id', 'sessions.expires_at'])
      .select(['users.full_name', 'organizations.founding'])
      .where('sessions.hash', '=', hash)
      .executeTakeFirst();
    return row && { ...row, name: 'session' };
  }
}

/** A stored role as people are told of it. */
export function toRoleGrant(row: { control_plane_id: string; role: Role }): RoleGrant {
  return {
    controlPlaneId: row.control_plane_id === WHOLE_ORGANIZATION ? null : row.control_plane_id,
    role: row.role,
  };
}
