import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type Actor, SERVER_ACTOR } from '../audit/actor.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import { createOwner } from './found-organization.ts';
import { notePeopleChange } from './note-people-change.ts';
import { readUsers } from './read-users.ts';

/** An organisation as its members see it. Times in ISO 8601. */
export interface OrganizationInfo {
  id: string;
  name: string;
  /** Whether its administrators run the server and may make other organisations. */
  founding: boolean;
  createdAt: string;
}

/** Organisations: whose control planes, people and tokens are kept apart. */
export class OrganizationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(id: string): Promise<OrganizationInfo> {
    return readOrganization(this.#database.reader, id);
  }

  /**
   * Makes an organisation with its first administrator, and tells that one's id. Names need not differ. The trail of
   * `founder`'s organisation has who made it; that of the new one has that it was made, and not by whom.
   */
  async create(
    name: string,
    administrator: { name: string; email: string },
    founder: { organizationId: string; actor: Actor },
  ): Promise<{ organization: OrganizationInfo; administratorId: string }> {
    const id = randomUUID();
    const now = new Date().toISOString();
    return this.#database.write(async (transaction) => {
      const { db } = transaction;
      await db.insertInto('organizations').values({ id, name, created_at: now, updated_at: now }).execute();
      const { id: administratorId } = await createOwner(db, id, administrator);
      const organization = await readOrganization(db, id);
      const [user] = await readUsers(db, id, administratorId);
      const made = { type: 'organization', id, after: organization } as const;
      const own = { ...transaction, actor: SERVER_ACTOR };
      notePeopleChange(transaction, { ...made, organizationId: founder.organizationId });
      notePeopleChange(own, { ...made, organizationId: id });
      notePeopleChange(own, { organizationId: id, type: 'user', id: administratorId, after: user });
      return { organization, administratorId };
    }, founder.actor);
  }

  rename(id: string, name: string, actor: Actor): Promise<OrganizationInfo> {
    return this.#database.write(async (transaction) => {
      const { db } = transaction;
      const before = await readOrganization(db, id);
      await db
        .updateTable('organizations')
        .set({ name, updated_at: new Date().toISOString() })
        .where('id', '=', id)
        .execute();
      const after = { ...before, name };
      notePeopleChange(transaction, { organizationId: id, type: 'organization', id, before, after });
      return after;
    }, actor);
  }
}

async function readOrganization(db: Kysely<Tables>, id: string): Promise<OrganizationInfo> {
  const row = await db
    .selectFrom('organizations')
    .select(['id', 'name', 'founding', 'created_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { id: row.id, name: row.name, founding: row.founding === 1, createdAt: row.created_at };
}
