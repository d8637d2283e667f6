import { shallowReadonly, shallowRef } from 'vue';
import { ApiError } from '../api/api-error.ts';
import {
  closeSession,
  openSession,
  type RoleGrant,
  readSession,
  readTokenOwner,
  type SessionAnswer,
  type SignInMethod,
} from './session-api.ts';

/** Whoever is signed in. `roles` is undefined where the control plane doesn't tell; it then decides on each write. */
export interface Person {
  name: string;
  organization: string;
  roles: readonly RoleGrant[] | undefined;
}

type Credentials = { kind: 'cookie'; csrfToken: string } | { kind: 'token'; token: string };

/** Whether somebody is signed in, and how they may be. */
export type SessionState =
  | { state: 'unknown' }
  | { state: 'signed-out'; methods: readonly SignInMethod[] }
  | { state: 'signed-in'; person: Person; credentials: Credentials };

/** A token lives as long as its tab: never in a cookie of ours, never on disk. */
const TOKEN_KEY = 'sluice-token';
const TOKEN_ONLY: readonly SignInMethod[] = [{ type: 'token' }];

const current = shallowRef<SessionState>({ state: 'unknown' });
let starting: Promise<void> | undefined;
let hasSessions = false;

/** The session of this tab. */
export const session = shallowReadonly(current);

/**
 * Finds out who is signed in: by this tab's token, or by the session cookie. Asks once, however often it is called.
 * Rejects, and may be called again, when the control plane is out of reach.
 */
export function startSession(): Promise<void> {
  starting ??= findSession().catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

/**
 * Signs in by a token, or by the code of a one-time link. Where the control plane has no sessions, the token itself is
 * kept for this tab, and sent with each request.
 *
 * @throws {ApiError} 401: the token or code isn't known, or no longer.
 */
export async function signIn(credential: { token: string } | { code: string }): Promise<void> {
  if (hasSessions) {
    current.value = fromAnswer(await openSession(credential));
  } else if ('token' in credential) {
    current.value = await fromToken(credential.token);
    sessionStorage.setItem(TOKEN_KEY, credential.token);
  }
}

/** Signs out here and, for a session by cookie, at the control plane. */
export async function signOut(): Promise<void> {
  if (current.value.state === 'signed-in' && current.value.credentials.kind === 'cookie') {
    await closeSession(current.value.credentials.csrfToken);
  }
  endSession();
}

/** Forgets the session: the control plane no longer takes it. */
export function endSession(): void {
  sessionStorage.removeItem(TOKEN_KEY);
  starting = undefined;
  current.value = { state: 'signed-out', methods: TOKEN_ONLY };
}

/** What a request needs to be taken as this person's. */
export function requestHeaders(method: string): Record<string, string> {
  if (current.value.state !== 'signed-in') return {};
  const { credentials } = current.value;
  if (credentials.kind === 'token') return { authorization: `Bearer ${credentials.token}` };
  return method.toUpperCase() === 'GET' ? {} : { 'x-csrf-token': credentials.csrfToken };
}

/** Whether this person may write: in one control plane or, without an id, in the organisation. */
export function mayWrite(controlPlaneId?: string): boolean {
  if (current.value.state !== 'signed-in') return false;
  const { roles } = current.value.person;
  return (
    roles === undefined ||
    roles.some(
      (grant) =>
        grant.role === 'admin' && (grant.controlPlaneId === null || grant.controlPlaneId === controlPlaneId),
    )
  );
}

async function findSession(): Promise<void> {
  const token = sessionStorage.getItem(TOKEN_KEY);
  if (token !== null) {
    current.value = await fromToken(token).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
      sessionStorage.removeItem(TOKEN_KEY);
      return { state: 'signed-out', methods: TOKEN_ONLY };
    });
    return;
  }
  const answer = await readSession();
  hasSessions = answer !== undefined;
  current.value = answer === undefined ? { state: 'signed-out', methods: TOKEN_ONLY } : fromAnswer(answer);
}

async function fromToken(token: string): Promise<SessionState> {
  const { name, organization } = await readTokenOwner(token);
  return {
    state: 'signed-in',
    person: { name, organization, roles: undefined },
    credentials: { kind: 'token', token },
  };
}

function fromAnswer(answer: SessionAnswer): SessionState {
  if (!answer.signedIn) return { state: 'signed-out', methods: answer.methods };
  return {
    state: 'signed-in',
    person: { name: answer.person.name, organization: answer.organization.name, roles: answer.roles },
    credentials: { kind: 'cookie', csrfToken: answer.csrfToken },
  };
}
