import { t } from '../i18n/i18n.ts';

/** What the control plane says in the address (`/sign-in?error=…`) when signing in through the provider failed. */
const CODES = ['openid-unavailable', 'openid-expired', 'openid-failed', 'openid-no-role'] as const;

/** A failed sign-in through the provider in a sentence, with what to do; empty when there was none. */
export function openIdProblem(error: unknown): string {
  if (error === undefined) return '';
  const code = CODES.find((known) => known === error) ?? 'openid-failed';
  return t(`sign_in.openid_problems.${code}`);
}
