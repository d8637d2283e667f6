import Type from 'typebox';
import { Credential } from '../sessions/session-routes.ts';
import type { ApiOperation } from './api-operation.ts';

const SESSION = '/sluice/v1/session';
const shared = { tag: 'Sessions of the page', errors: 'problem', open: true } as const;

const SignedIn = Type.Object({
  signedIn: Type.Literal(true),
  person: Type.Object({ id: Type.String(), name: Type.String() }),
  organization: Type.Object({ id: Type.String(), name: Type.String(), founding: Type.Boolean() }),
  roles: Type.Array(
    Type.Object({
      controlPlaneId: Type.Union([Type.String(), Type.Null()]),
      role: Type.Enum(['admin', 'viewer']),
    }),
  ),
  csrfToken: Type.String(),
});

const SignedOut = Type.Object({
  signedIn: Type.Literal(false),
  methods: Type.Array(
    Type.Object({
      type: Type.Enum(['token', 'openid']),
      name: Type.Optional(Type.String()),
      url: Type.Optional(Type.String()),
    }),
  ),
});

/** The operations by which browsers sign in and out. The session is in a cookie. */
export const sessionOperations: readonly ApiOperation[] = [
  {
    ...shared,
    method: 'GET',
    path: SESSION,
    summary: 'Tells who is signed in, or how to.',
    status: 200,
    answer: Type.Union([SignedIn, SignedOut]),
  },
  {
    ...shared,
    method: 'POST',
    path: SESSION,
    summary: 'Signs in with a token or the code of a one-time link; throttled by address.',
    body: Credential,
    status: 201,
    answer: SignedIn,
    errorStatuses: [401, 403, 429],
  },
  {
    ...shared,
    method: 'DELETE',
    path: SESSION,
    summary: 'Signs out.',
    status: 204,
    errorStatuses: [401, 403],
  },
  {
    ...shared,
    method: 'GET',
    path: `${SESSION}/openid`,
    summary: 'Leads to the OpenID provider, where there is one.',
    status: 302,
    errorStatuses: [401, 404],
  },
  {
    ...shared,
    method: 'GET',
    path: `${SESSION}/openid/callback`,
    summary: 'Where the OpenID provider sends the browser back to, which then goes on to the page.',
    status: 302,
    errorStatuses: [401, 404],
  },
];
