import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { RoleGrant } from '../access/role.ts';
import type { Actor } from '../audit/actor.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import { WHOLE_ORGANIZATION } from './found-organization.ts';
import { notePeopleChange } from './note-people-change.ts';
import { readUsers, type UserInfo } from './read-users.ts';
import { readTokens } from './token-store.ts';

/** What an administrator says of a user. */
export interface UserDraft {
  kind: 'person' | 'system-account';
  name: string;
  email: string;
  roles: readonly RoleGrant[];
}

/** Why a user isn't written. An organisation without an administrator could never get one again. */
export type UserRefusal = 'not-found' | 'last-administrator' | 'unknown-control-plane';

export type WriteUserResult = { ok: true; user: UserInfo } | { ok: false; reason: UserRefusal };

/** The people and system accounts of organisations, and their roles. */
export class UserStore {
  readonly #database: Database;
  readonly #changed: () => void;

  /** `changed` is called after each change, so that caches forget. */
  constructor(database: Database, changed: () => void) {
    this.#database = database;
    this.#changed = changed;
  }

  /** In the order of their creation. */
  async list(organizationId: string): Promise<UserInfo[]> {
    return readUsers(this.#database.reader, organizationId);
  }

  async get(organizationId: string, id: string): Promise<UserInfo | undefined> {
    const [user] = await readUsers(this.#database.reader, organizationId, id);
    return user;
  }

  create(organizationId: string, draft: UserDraft, actor: Actor): Promise<WriteUserResult> {
    const id = randomUUID();
    return this.#write({ organizationId, id, roles: draft.roles, actor }, async (db) => {
      const now = new Date().toISOString();
      await db
        .insertInto('users')
        .values({
          id,
          organization_id: organizationId,
          kind: draft.kind,
          email: draft.email,
          full_name: draft.name,
          preferred_name: draft.name,
          created_at: now,
          updated_at: now,
        })
        .execute();
      return true;
    });
  }

  /** Changes what is given; `roles` replace all that the user had. */
  update(
    organizationId: string,
    id: string,
    change: Partial<Pick<UserDraft, 'name' | 'email' | 'roles'>>,
    actor: Actor,
  ): Promise<WriteUserResult> {
    return this.#write({ organizationId, id, roles: change.roles, actor }, async (db, before) => {
      if (before === undefined) {
        return false;
      }
      const name = change.name ?? before.name;
      await db
        .updateTable('users')
        .set({
          full_name: name,
          preferred_name: name,
          email: change.email ?? before.email,
          updated_at: new Date().toISOString(),
        })
        .where('id', '=', id)
        .execute();
      return true;
    });
  }

  /** Removes a user with all tokens and sessions. Resolves with why not, or undefined when it is done. */
  async delete(organizationId: string, id: string, actor: Actor): Promise<UserRefusal | undefined> {
    const refusal = await this.#database.write(async (transaction): Promise<UserRefusal | undefined> => {
      const { db } = transaction;
      const [user] = await readUsers(db, organizationId, id);
      if (user === undefined) {
        return 'not-found';
      }
      if (!(await hasOtherAdministrator(db, organizationId, id))) {
        return 'last-administrator';
      }
      for (const token of await readTokens(db, { organizationId, userId: id })) {
        notePeopleChange(transaction, { organizationId, type: 'token', id: token.id, before: token });
      }
      for (const table of ['tokens', 'sessions', 'sign_in_links', 'role_grants'] as const) {
        await db.deleteFrom(table).where('user_id', '=', id).execute();
      }
      await db.deleteFrom('users').where('id', '=', id).execute();
      notePeopleChange(transaction, { organizationId, type: 'user', id, before: user });
      return undefined;
    }, actor);
    this.#changed();
    return refusal;
  }

  /**
   * Writes a user by `change`, which resolves with whether there is something to write, and then its roles. All that
   * could refuse the write is checked first: a refusal has changed nothing.
   */
  async #write(
    { organizationId, id, roles, actor }: UserWrite,
    change: (db: Kysely<Tables>, before: UserInfo | undefined) => Promise<boolean>,
  ): Promise<WriteUserResult> {
    const result = await this.#database.write(async (transaction): Promise<WriteUserResult> => {
      const { db } = transaction;
      const [before] = await readUsers(db, organizationId, id);
      const refusal = roles && (await refusalOfRoles(db, { organizationId, id, roles }));
      if (refusal !== undefined) {
        return { ok: false, reason: refusal };
      }
      if (!(await change(db, before))) {
        return { ok: false, reason: 'not-found' };
      }
      if (roles !== undefined) {
        await replaceRoles(db, { organizationId, userId: id }, roles);
      }
      const [user] = await readUsers(db, organizationId, id);
      if (user === undefined) {
        throw new Error(`The user ${id} is missing right after it was written`);
      }
      notePeopleChange(transaction, { organizationId, type: 'user', id, before, after: user });
      return { ok: true, user };
    }, actor);
    this.#changed();
    return result;
  }
}

interface UserWrite {
  organizationId: string;
  id: string;
  /** Undefined: the user keeps those that it has. */
  roles: readonly RoleGrant[] | undefined;
  actor: Actor;
}

async function refusalOfRoles(
  db: Kysely<Tables>,
  { organizationId, id, roles }: { organizationId: string; id: string; roles: readonly RoleGrant[] },
): Promise<UserRefusal | undefined> {
  if (!(await allKnown(db, organizationId, roles))) {
    return 'unknown-control-plane';
  }
  return roles.some(isAdministrator) || (await hasOtherAdministrator(db, organizationId, id))
    ? undefined
    : 'last-administrator';
}

/** Replaces all roles of a user by these; of two for the same control plane the last one counts. */
export async function replaceRoles(
  db: Kysely<Tables>,
  { organizationId, userId }: { organizationId: string; userId: string },
  roles: readonly RoleGrant[],
): Promise<void> {
  await db.deleteFrom('role_grants').where('user_id', '=', userId).execute();
  const byScope = new Map(
    roles.map(({ controlPlaneId, role }) => [controlPlaneId ?? WHOLE_ORGANIZATION, role]),
  );
  for (const [scope, role] of byScope) {
    await db
      .insertInto('role_grants')
      .values({ user_id: userId, organization_id: organizationId, control_plane_id: scope, role })
      .execute();
  }
}

function isAdministrator({ controlPlaneId, role }: RoleGrant): boolean {
  return controlPlaneId === null && role === 'admin';
}

async function hasOtherAdministrator(
  db: Kysely<Tables>,
  organizationId: string,
  userId: string,
): Promise<boolean> {
  const other = await db
    .selectFrom('role_grants')
    .select('user_id')
    .where('organization_id', '=', organizationId)
    .where('control_plane_id', '=', WHOLE_ORGANIZATION)
    .where('role', '=', 'admin')
    .where('user_id', '!=', userId)
    .executeTakeFirst();
  return other !== undefined;
}

/** Whether the organisation has all the control planes of the roles. */
async function allKnown(
  db: Kysely<Tables>,
  organizationId: string,
  roles: readonly RoleGrant[],
): Promise<boolean> {
  const ids = new Set(roles.flatMap(({ controlPlaneId }) => controlPlaneId ?? []));
  if (ids.size === 0) {
    return true;
  }
  const known = await db
    .selectFrom('control_planes')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', 'in', [...ids])
    .execute();
  return known.length === ids.size;
}
