import { type RoleGrant, roleIn } from './role.ts';

/** A request as far as it decides who may make it. */
export interface AccessQuestion {
  method: string;
  /** The id of the control plane in the path, in small letters; null where the path names none. */
  controlPlaneId: string | null;
  /** Whether a request that reads is about the organisation as a whole, which needs a role in the organisation. */
  organizationWide: boolean;
}

/**
 * `forbidden` is a 403. `hidden` is a 404 like that of a control plane that was never there: whoever has no role in it
 * doesn't learn that it exists.
 */
export type AccessDecision = 'allowed' | 'forbidden' | 'hidden';

const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request changes nothing. */
export function isRead(method: string): boolean {
  return READING_METHODS.has(method);
}

/** Decides by roles alone; whether the control plane belongs to the organisation is the stores' business. */
export function decideAccess(grants: readonly RoleGrant[], question: AccessQuestion): AccessDecision {
  const role = roleIn(grants, question.controlPlaneId);
  if (role === 'admin') {
    return 'allowed';
  }
  if (role === undefined && question.controlPlaneId !== null) {
    return 'hidden';
  }
  if (!isRead(question.method)) {
    return 'forbidden';
  }
  return role === undefined && question.organizationWide ? 'forbidden' : 'allowed';
}
