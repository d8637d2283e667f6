import type { Kysely } from 'kysely';
import type { RoleGrant } from '../access/role.ts';
import type { Tables } from '../storage/tables.ts';
import { toRoleGrant } from './identity-store.ts';

/** A person or a system account, as the administrators of its organisation see it. Times in ISO 8601. */
export interface UserInfo {
  id: string;
  kind: 'person' | 'system-account';
  name: string;
  /** Empty for a system account. */
  email: string;
  roles: RoleGrant[];
  createdAt: string;
  /** Null: never. */
  lastSignInAt: string | null;
}

/** The users of an organisation in the order of their creation, or the one of this id. */
export async function readUsers(
  db: Kysely<Tables>,
  organizationId: string,
  id?: string,
): Promise<UserInfo[]> {
  let users = db
    .selectFrom('users')
    .select(['id', 'kind', 'full_name', 'email', 'created_at', 'last_sign_in_at'])
    .where('organization_id', '=', organizationId);
  let grants = db
    .selectFrom('role_grants')
    .select(['user_id', 'control_plane_id', 'role'])
    .where('organization_id', '=', organizationId);
  if (id !== undefined) {
    users = users.where('id', '=', id);
    grants = grants.where('user_id', '=', id);
  }
  const rows = await users.orderBy('created_at').orderBy('id').execute();
  const roles = Map.groupBy(await grants.orderBy('control_plane_id').execute(), (grant) => grant.user_id);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.full_name,
    email: row.email,
    roles: (roles.get(row.id) ?? []).map(toRoleGrant),
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
  }));
}
