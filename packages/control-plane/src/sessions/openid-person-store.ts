import { randomUUID } from 'node:crypto';
import type { RoleGrant } from '../access/role.ts';
import { replaceRoles } from '../identity/user-store.ts';
import type { Database } from '../storage/database.ts';
import type { OpenIdPerson } from './openid-client.ts';
import type { SessionUser } from './session-store.ts';

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
  keep({ externalSubject, name, email }: OpenIdPerson, roles: readonly RoleGrant[]): Promise<SessionUser> {
    const organizationId = this.#organizationId;
    return this.#database.write(async ({ db }) => {
      const now = new Date().toISOString();
      const told = { email, full_name: name, preferred_name: name, updated_at: now };
      const known = await db
        .updateTable('users')
        .set(told)
        .where('external_subject', '=', externalSubject)
        .where('organization_id', '=', organizationId)
        .returning('id')
        .executeTakeFirst();
      const userId = known?.id ?? randomUUID();
      if (known === undefined) {
        await db
          .insertInto('users')
          .values({
            ...told,
            id: userId,
            organization_id: organizationId,
            external_subject: externalSubject,
            created_at: now,
          })
          .execute();
      }
      await replaceRoles(db, { organizationId, userId }, roles);
      return { organizationId, userId };
    });
  }

  /** Takes away all roles of a person whom the provider gives none any more; tokens and sessions then see nothing. */
  dismiss({ externalSubject }: OpenIdPerson): Promise<void> {
    return this.#database.write(async ({ db }) => {
      const known = await db
        .selectFrom('users')
        .select('id')
        .where('external_subject', '=', externalSubject)
        .executeTakeFirst();
      if (known !== undefined) {
        await replaceRoles(db, { organizationId: this.#organizationId, userId: known.id }, []);
      }
    });
  }
}
