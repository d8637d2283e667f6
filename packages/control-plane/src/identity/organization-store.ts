import { randomUUID } from 'node:crypto';
import type { Database } from '../storage/database.ts';
import { createOwner } from './found-organization.ts';

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

  async get(id: string): Promise<OrganizationInfo> {
    const row = await this.#database.reader
      .selectFrom('organizations')
      .select(['id', 'name', 'founding', 'created_at'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return { id: row.id, name: row.name, founding: row.founding === 1, createdAt: row.created_at };
  }

  /** Makes an organisation with its first administrator, and tells that one's id. Names need not differ. */
  async create(
    name: string,
    administrator: { name: string; email: string },
  ): Promise<{ organization: OrganizationInfo; administratorId: string }> {
    const id = randomUUID();
    const now = new Date().toISOString();
    const owner = await this.#database.write(async ({ db }) => {
      await db.insertInto('organizations').values({ id, name, created_at: now, updated_at: now }).execute();
      return createOwner(db, id, administrator);
    });
    return {
      organization: { id, name, founding: false, createdAt: now },
      administratorId: owner.id,
    };
  }

  async rename(id: string, name: string): Promise<OrganizationInfo> {
    await this.#database.write(({ db }) =>
      db
        .updateTable('organizations')
        .set({ name, updated_at: new Date().toISOString() })
        .where('id', '=', id)
        .execute(),
    );
    return this.get(id);
  }
}
