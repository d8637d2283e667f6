import { shallowReadonly, shallowRef } from 'vue';
import { roleIn } from './role.ts';
import { closeSession, openSession, readSession, type SessionAnswer } from './session-api.ts';

const current = shallowRef<SessionAnswer>();
let starting: Promise<void> | undefined;

/** Who is signed in, or how to sign in; undefined until the control plane has told. */
export const session = shallowReadonly(current);

/**
 * Finds out who is signed in. Asks once, however often it is called. Rejects, and may be called again, when the control
 * plane is out of reach.
 */
export function startSession(): Promise<void> {
  starting ??= readSession().then(
    (answer) => {
      current.value = answer;
    },
    (error: unknown) => {
      starting = undefined;
      throw error;
    },
  );
  return starting;
}

/** Reads anew who is signed in, after a change of names or roles. */
export async function refreshSession(): Promise<void> {
  current.value = await readSession();
}

/**
 * Signs in by a token, or by the code of a one-time link.
 *
 * @throws {ApiError} 401: the token or code isn't known, or no longer.
 */
export async function signIn(credential: { token: string } | { code: string }): Promise<void> {
  current.value = await openSession(credential);
}

/** Signs out, here and at the control plane. */
export async function signOut(): Promise<void> {
  if (current.value?.signedIn) await closeSession(current.value.csrfToken);
  endSession();
}

/** Forgets the session, which the control plane no longer takes, and asks anew how to sign in. */
export function endSession(): void {
  if (current.value?.signedIn === false) return;
  current.value = { signedIn: false, methods: [{ type: 'token' }] };
  starting = undefined;
  // Only offers more ways to sign in; the token field is there in any case.
  void startSession().catch(() => undefined);
}

/** What a request needs beside the cookie to be taken as this person's: a write proves that the page sends it. */
export function requestHeaders(method: string): Record<string, string> {
  return current.value?.signedIn && method.toUpperCase() !== 'GET'
    ? { 'x-csrf-token': current.value.csrfToken }
    : {};
}

/** Whether this person may write: in one control plane or, without an id, in the organisation. */
export function mayWrite(controlPlaneId?: string): boolean {
  return current.value?.signedIn === true && roleIn(current.value.roles, controlPlaneId ?? null) === 'admin';
}

/** Whether this person may see what concerns the organisation as a whole: its people, and the members of groups. */
export function mayReadOrganization(): boolean {
  return current.value?.signedIn === true && roleIn(current.value.roles, null) !== undefined;
}
