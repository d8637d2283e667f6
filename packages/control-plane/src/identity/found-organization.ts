import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../storage/tables.ts';
import { hashToken } from './token-hash.ts';

/** A token that has to be known, with a name that may be shown. */
export interface TokenGrant {
  token: string;
  name: string;
}

/** The user on whose behalf the tokens of the command line come. */
export interface Owner {
  id: string;
  organization_id: string;
}

/** The scope of a role that holds in the whole organisation. */
export const WHOLE_ORGANIZATION = '*';

/**
 * The owner of the founding organisation; both are made on the first start and keep their ids. Of several replicas
 * that start at once on an empty database, one makes them.
 */
export async function foundOrganization(db: Kysely<Tables>, name: string): Promise<Owner> {
  return (await foundingOwner(db)) ?? (await create(db, name)) ?? (await requireFoundingOwner(db));
}

/** Makes an organisation's first administrator. */
export async function createOwner(
  db: Kysely<Tables>,
  organizationId: string,
  person: { name: string; email: string },
): Promise<Owner> {
  const now = new Date().toISOString();
  const id = randomUUID();
  await db
    .insertInto('users')
    .values({
      id,
      organization_id: organizationId,
      email: person.email,
      full_name: person.name,
      preferred_name: person.name,
      created_at: now,
      updated_at: now,
    })
    .execute();
  await db
    .insertInto('role_grants')
    .values({
      user_id: id,
      organization_id: organizationId,
      control_plane_id: WHOLE_ORGANIZATION,
      role: 'admin',
    })
    .execute();
  return { id, organization_id: organizationId };
}

/** Lets the tokens in that aren't known yet, on the owner's behalf and without an end. */
export async function addTokens(
  db: Kysely<Tables>,
  owner: Owner,
  tokens: readonly TokenGrant[],
): Promise<void> {
  if (tokens.length === 0) {
    return;
  }
  const now = new Date().toISOString();
  await db
    .insertInto('tokens')
    .values(
      tokens.map(({ token, name }) => ({
        hash: hashToken(token),
        id: randomUUID(),
        name,
        organization_id: owner.organization_id,
        user_id: owner.id,
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
}

async function create(db: Kysely<Tables>, name: string): Promise<Owner | undefined> {
  const now = new Date().toISOString();
  const created = await db
    .insertInto('organizations')
    .values({ id: randomUUID(), name, founding: 1, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return (
    created && createOwner(db, created.id, { name: `Owner of ${name}`, email: 'owner@localhost.localdomain' })
  );
}

async function requireFoundingOwner(db: Kysely<Tables>): Promise<Owner> {
  const owner = await foundingOwner(db);
  if (owner === undefined) {
    throw new Error('The founding organisation has no user');
  }
  return owner;
}

function foundingOwner(db: Kysely<Tables>): Promise<Owner | undefined> {
  return db
    .selectFrom('users')
    .innerJoin('organizations', 'organizations.id', 'users.organization_id')
    .select(['users.id', 'users.organization_id'])
    .where('organizations.founding', '=', 1)
    .orderBy('users.created_at')
    .orderBy('users.id')
    .limit(1)
    .executeTakeFirst();
}
