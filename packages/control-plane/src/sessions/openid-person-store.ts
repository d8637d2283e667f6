import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { RoleGrant } from '../access/role.ts';
import { notePeopleChange } from '../identity/note-people-change.ts';
import { readUsers, type UserInfo } from '../identity/read-users.ts';
import { replaceRoles } from '../identity/user-store.ts';
import type { Database, WriteTransaction } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import type { OpenIdPerson } from './openid-client.ts';
import type { SessionUser } from './session-store.ts';

/** What the audit trail names in the place of a token where the provider's word changed somebody. */
const OPENID_ACTOR = 'openid';

/** The people of an organisation who come through the OpenID provider. */
export class OpenIdPersonStore {
  readonly #database: Database;
  readonly #organizationId: string;

  constructor(database: Database, organizationId: string) {
    this.#database = database;
    this.#organizationId = organizationId;
  }

  /**
   * Makes the person known, with the name and the roles that the provider tells today: the provider is who decides, so a
   * role that was given here by hand lasts until the person's next sign-in.
   */
  keep(person: OpenIdPerson, roles: readonly RoleGrant[], requestId: string): Promise<SessionUser> {
    const organizationId = this.#organizationId;
    return this.#database.write(async (transaction) => {
      const { db } = transaction;
      const { externalSubject, name, email } = person;
      const now = new Date().toISOString();
      const known = await this.#find(db, person);
      const id = known?.id ?? randomUUID();
      const told = { email, full_name: name, preferred_name: name, updated_at: now };
      if (known === undefined) {
        await db
          .insertInto('users')
          .values({
            ...told,
            id,
            organization_id: organizationId,
            external_subject: externalSubject,
            created_at: now,
          })
          .execute();
      } else {
        await db.updateTable('users').set(told).where('id', '=', id).execute();
      }
      await this.#replaceRoles(transaction, { id, before: known, roles, requestId });
      return { organizationId, userId: id };
    });
  }

  /** Takes away all roles of a person whom the provider gives none any more; tokens and sessions then see nothing. */
  dismiss(person: OpenIdPerson, requestId: string): Promise<void> {
    return this.#database.write(async (transaction) => {
      const known = await this.#find(transaction.db, person);
      if (known !== undefined) {
        await this.#replaceRoles(transaction, { id: known.id, before: known, roles: [], requestId });
      }
    });
  }

  async #find(db: Kysely<Tables>, { externalSubject }: OpenIdPerson): Promise<UserInfo | undefined> {
    const row = await db
      .selectFrom('users')
      .select('id')
      .where('external_subject', '=', externalSubject)
      .where('organization_id', '=', this.#organizationId)
      .executeTakeFirst();
    return row && (await readUsers(db, this.#organizationId, row.id))[0];
  }

  /** Notes in the audit trail what that makes of the person, unless it is what was before. */
  async #replaceRoles(
    transaction: WriteTransaction,
    { id, before, roles, requestId }: RolesChange,
  ): Promise<void> {
    const { db } = transaction;
    const organizationId = this.#organizationId;
    await replaceRoles(db, { organizationId, userId: id }, roles);
    const [after] = await readUsers(db, organizationId, id);
    if (!isDeepStrictEqual(before, after)) {
      const actor = { userId: id, tokenName: OPENID_ACTOR, requestId };
      notePeopleChange({ ...transaction, actor }, { organizationId, type: 'user', id, before, after });
    }
  }
}

interface RolesChange {
  id: string;
  /** Undefined for somebody new. */
  before: UserInfo | undefined;
  roles: readonly RoleGrant[];
  requestId: string;
}
