import type { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import type { Organization } from '@sluice/konnect-api';
import type { Attempt } from '../konnect/konnect-server.ts';
import { fails, holds, type JudgedCondition } from '../status/judged-condition.ts';

/** What is known of an auth configuration after a look at it. */
export interface AuthVerdict {
  readonly condition: JudgedCondition;
  /** Empty where the token is refused; undefined keeps what the status says. */
  readonly organizationId?: string | undefined;
}

const type = 'APIAuthValid';

/** The verdict on a configuration that can't even be tried. */
export function unusableConfiguration(message: string): AuthVerdict {
  return { condition: fails(type, 'Invalid', message), organizationId: '' };
}

/**
 * The verdict after the server was asked whose token it is. Only a refusal of the token (401, 403) makes it
 * invalid. A server that is out of reach says nothing about the token: the last verdict stands, and where there
 * is none the condition is Unknown.
 */
export function judgeAnswer(
  auth: KonnectAPIAuthConfiguration,
  serverUrl: string,
  asked: Attempt<Organization>,
): AuthVerdict {
  if (asked.ok) return { condition: holds(type, 'Valid'), organizationId: asked.value.id };
  const { failure } = asked;
  if (failure.kind === 'refused') {
    const { error } = failure;
    const said = `${serverUrl} answered ${error.status}: ${error.message}`;
    if (error.kind === 'unauthorized' || error.kind === 'forbidden') {
      return unusableConfiguration(`the token was refused: ${said}`);
    }
    return { condition: lastVerdict(auth, said) };
  }
  return { condition: lastVerdict(auth, failure.message) };
}

/** The verdict that stands, for the configuration as it is now; that it can't be judged, and why, where there is none. */
export function lastVerdict({ status }: KonnectAPIAuthConfiguration, message: string): JudgedCondition {
  const last = status?.conditions?.find((condition) => condition.type === type);
  if (last && last.status !== 'Unknown') {
    return { type, status: last.status, reason: last.reason, message: last.message };
  }
  return { type, status: 'Unknown', reason: 'Pending', message };
}
