import type { RoleGrant } from '../session/session-api.ts';
import { request } from './request.ts';

/** A person, who signs in to the page, or a system account, whose tokens programs use. Times are ISO 8601. */
export interface User {
  id: string;
  kind: 'person' | 'system-account';
  name: string;
  /** Empty where there is none. */
  email: string;
  roles: RoleGrant[];
  createdAt: string;
  /** Null: never. */
  lastSignInAt: string | null;
}

/** What a form says of somebody. `roles` replace all that they had. */
export interface UserFields {
  name: string;
  email: string;
  roles: readonly RoleGrant[];
}

/** A link that signs somebody in once. */
export interface SignInLink {
  url: string;
  /** ISO 8601. */
  expiresAt: string;
}

const PATH = '/sluice/v1/users';

/** Everybody in the organisation, in the order of their creation; 403 without a role in the organisation. */
export async function listUsers(): Promise<User[]> {
  const { data } = await request<{ data: User[] }>(PATH);
  return data;
}

/** Adds a person or a system account. A person needs a link to sign in for the first time. */
export async function createUser(kind: User['kind'], fields: UserFields): Promise<User> {
  return request(PATH, { method: 'POST', body: { kind, ...toBody(fields) } });
}

/** Changes somebody; an ApiError of status 409 when nobody would administer the organisation any more. */
export async function updateUser(id: string, fields: UserFields): Promise<User> {
  return request(pathOf(id), { method: 'PATCH', body: toBody(fields) });
}

/** Removes somebody with their tokens and sessions. */
export async function deleteUser(id: string): Promise<void> {
  return request(pathOf(id), { method: 'DELETE' });
}

/** Makes a link that signs a person in. The answer is the only time that it is told. */
export async function createSignInLink(userId: string): Promise<SignInLink> {
  return request(`${pathOf(userId)}/sign-in-link`, { method: 'POST' });
}

function toBody({ name, email, roles }: UserFields): object {
  return {
    name,
    email,
    roles: roles.map(({ controlPlaneId, role }) =>
      controlPlaneId === null ? { role } : { role, controlPlaneId },
    ),
  };
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}
