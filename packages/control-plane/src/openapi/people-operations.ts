import Type, { type TObject, type TSchema } from 'typebox';
import {
  CreateOrganizationRequest,
  CreateTokenRequest,
  CreateUserRequest,
  UpdateOrganizationRequest,
  UpdateUserRequest,
} from '../identity/people-schemas.ts';
import type { ApiOperation } from './api-operation.ts';

const ORGANIZATIONS = '/sluice/v1/organizations';
const ORGANIZATION = `${ORGANIZATIONS}/{organizationId}`;
const USERS = '/sluice/v1/users';
const USER = `${USERS}/{userId}`;
const TOKENS = '/sluice/v1/tokens';

const ofOrganizations = { tag: 'Organisations', errors: 'problem' } as const;
const ofUsers = { tag: 'People and system accounts', errors: 'problem' } as const;
const ofTokens = { tag: 'Tokens', errors: 'problem' } as const;

const Time = Type.String({ format: 'date-time' });
const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()]);
const listOf = (item: TSchema) => Type.Object({ data: Type.Array(item) });

const SignInLink = Type.Object({ url: Type.String(), expiresAt: Time });

const Organization = Type.Object({
  id: Type.String(),
  name: Type.String(),
  founding: Type.Boolean(),
  createdAt: Time,
});

const User = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['person', 'system-account']),
  name: Type.String(),
  email: Type.String(),
  roles: Type.Array(
    Type.Object({ controlPlaneId: orNull(Type.String()), role: Type.Enum(['admin', 'viewer']) }),
  ),
  createdAt: Time,
  lastSignInAt: orNull(Time),
});

const Token = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.Enum(['personal', 'system-account']),
  user: Type.Object({ id: Type.String(), name: Type.String() }),
  createdAt: Time,
  expiresAt: orNull(Time),
  lastUsedAt: orNull(Time),
});

const extended = (base: TObject, more: Record<string, TSchema>) =>
  Type.Object({ ...base.properties, ...more });

/** The operations on organisations, the people and system accounts in them, and their tokens. */
export const peopleOperations: readonly ApiOperation[] = [
  {
    ...ofOrganizations,
    method: 'GET',
    path: ORGANIZATIONS,
    summary: 'Lists the organisation of who asks.',
    status: 200,
    answer: listOf(Organization),
  },
  {
    ...ofOrganizations,
    method: 'POST',
    path: ORGANIZATIONS,
    summary:
      'Makes an organisation, and a link that signs its first administrator in once. For administrators of the ' +
      'founding organisation.',
    body: CreateOrganizationRequest,
    status: 201,
    answer: extended(Organization, {
      administrator: Type.Object({ id: Type.String(), name: Type.String() }),
      signInLink: SignInLink,
    }),
  },
  {
    ...ofOrganizations,
    method: 'GET',
    path: ORGANIZATION,
    summary: 'Gets the organisation of who asks.',
    status: 200,
    answer: Organization,
  },
  {
    ...ofOrganizations,
    method: 'PATCH',
    path: ORGANIZATION,
    summary: 'Renames the organisation of who asks.',
    body: UpdateOrganizationRequest,
    status: 200,
    answer: Organization,
  },
  {
    ...ofUsers,
    method: 'GET',
    path: USERS,
    summary:
      'Lists people and system accounts in the order of their creation. Needs a role in the organisation.',
    status: 200,
    answer: listOf(User),
  },
  {
    ...ofUsers,
    method: 'POST',
    path: USERS,
    summary: 'Makes a person or a system account.',
    body: CreateUserRequest,
    status: 201,
    answer: User,
    errorStatuses: [409],
  },
  {
    ...ofUsers,
    method: 'GET',
    path: USER,
    summary: 'Gets a person or a system account. Needs a role in the organisation.',
    status: 200,
    answer: User,
  },
  {
    ...ofUsers,
    method: 'PATCH',
    path: USER,
    summary: 'Changes what the body holds; `roles` replace all. The last administrator stays one: 409.',
    body: UpdateUserRequest,
    status: 200,
    answer: User,
    errorStatuses: [409],
  },
  {
    ...ofUsers,
    method: 'DELETE',
    path: USER,
    summary: 'Removes a person or account, whose tokens and sessions end. The last administrator stays: 409.',
    status: 204,
    errorStatuses: [409],
  },
  {
    ...ofUsers,
    method: 'POST',
    path: `${USER}/sign-in-link`,
    summary: 'Makes a link that signs a person in once, within 15 minutes.',
    status: 201,
    answer: SignInLink,
    errorStatuses: [409],
  },
  {
    ...ofTokens,
    method: 'GET',
    path: TOKENS,
    summary: 'Lists the tokens of the organisation, or your own if you are not its administrator.',
    status: 200,
    answer: listOf(Token),
  },
  {
    ...ofTokens,
    method: 'POST',
    path: TOKENS,
    summary: 'Makes a token for `userId`, or for yourself; it is told here and never again.',
    body: CreateTokenRequest,
    status: 201,
    answer: extended(Token, { token: Type.String() }),
  },
  {
    ...ofTokens,
    method: 'DELETE',
    path: `${TOKENS}/{tokenId}`,
    summary: 'Revokes a token for good.',
    status: 204,
  },
];
