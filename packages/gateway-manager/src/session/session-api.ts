import { ApiError } from '../api/api-error.ts';

/** A way to sign in that the control plane offers. */
export type SignInMethod = { type: 'token' } | { type: 'openid'; name: string; url: string };

/** A role that a person holds: on one control plane, or on all of them where `controlPlaneId` is null. */
export interface RoleGrant {
  controlPlaneId: string | null;
  role: 'admin' | 'viewer';
}

/** What `/sluice/v1/session` answers; see `API.md`. */
export type SessionAnswer =
  | { signedIn: false; methods: SignInMethod[] }
  | {
      signedIn: true;
      person: { name: string };
      organization: { name: string };
      roles: RoleGrant[];
      /** Goes back with every write as `X-CSRF-Token`. */
      csrfToken: string;
    };

const SESSION_PATH = '/sluice/v1/session';

/**
 * Who is signed in by cookie; undefined when this control plane has no sessions. One that has them answers 200 also to
 * somebody unknown; 401 and 404 are what others say to any path that they don't have.
 */
export async function readSession(): Promise<SessionAnswer | undefined> {
  const response = await fetch(SESSION_PATH, { credentials: 'same-origin' });
  return response.status === 404 || response.status === 401 ? undefined : answer(response);
}

/**
 * Trades a token, or the code of a one-time link, for a session cookie.
 *
 * @throws {ApiError} 401 for a token or code that is unknown, used or expired; 429 after too many tries.
 */
export async function openSession(credential: { token: string } | { code: string }): Promise<SessionAnswer> {
  const response = await fetch(SESSION_PATH, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credential),
  });
  return answer(response);
}

/** Ends the session of the cookie. */
export async function closeSession(csrfToken: string): Promise<void> {
  const response = await fetch(SESSION_PATH, {
    method: 'DELETE',
    credentials: 'same-origin',
    headers: { 'x-csrf-token': csrfToken },
  });
  if (!response.ok && response.status !== 401) throw await ApiError.from(response);
}

/** Who a bearer token belongs to. Throws an ApiError of status 401 for one that the control plane doesn't know. */
export async function readTokenOwner(token: string): Promise<{ name: string; organization: string }> {
  const headers = { authorization: `Bearer ${token}` };
  const [user, organization] = await Promise.all([
    fetch('/v3/users/me', { headers }),
    fetch('/v3/organizations/me', { headers }),
  ]);
  for (const response of [user, organization]) if (!response.ok) throw await ApiError.from(response);
  return { name: (await user.json()).full_name, organization: (await organization.json()).name };
}

async function answer(response: Response): Promise<SessionAnswer> {
  if (!response.ok) throw await ApiError.from(response);
  return response.json();
}
