import { ApiError } from '../api/api-error.ts';

/** A way to sign in that the control plane offers. */
export type SignInMethod = { type: 'token' } | { type: 'openid'; name: string; url: string };

/** A role that a person holds: in one control plane, or in all of them where `controlPlaneId` is null. */
export interface RoleGrant {
  controlPlaneId: string | null;
  role: 'admin' | 'viewer';
}

/** Whoever is signed in. */
export interface SignedIn {
  signedIn: true;
  person: { id: string; name: string };
  /** `founding`: its administrators run the server, and may make other organisations. */
  organization: { id: string; name: string; founding: boolean };
  roles: RoleGrant[];
  /** Goes back with every write as `X-CSRF-Token`. */
  csrfToken: string;
}

/** What `/sluice/v1/session` answers: also to somebody unknown, whom it tells how to sign in. */
export type SessionAnswer = SignedIn | { signedIn: false; methods: SignInMethod[] };

const SESSION_PATH = '/sluice/v1/session';

/** Who is signed in by this browser's cookie, which no script can read. */
export async function readSession(): Promise<SessionAnswer> {
  return answer(await fetch(SESSION_PATH, { credentials: 'same-origin' }));
}

/**
 * Trades a token, or the code of a one-time link, for a session cookie.
 *
 * @throws {ApiError} 401 for a token or code that is unknown, used or expired; 429 after too many tries.
 */
export async function openSession(credential: { token: string } | { code: string }): Promise<SessionAnswer> {
  return answer(
    await fetch(SESSION_PATH, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credential),
    }),
  );
}

/** Ends the session of the cookie; one that has ended already is no error. */
export async function closeSession(csrfToken: string): Promise<void> {
  const response = await fetch(SESSION_PATH, {
    method: 'DELETE',
    credentials: 'same-origin',
    headers: { 'x-csrf-token': csrfToken },
  });
  if (!response.ok && response.status !== 401) throw await ApiError.from(response);
}

async function answer(response: Response): Promise<SessionAnswer> {
  if (!response.ok) throw await ApiError.from(response);
  return response.json();
}
