import type { Role, RoleGrant } from '../access/role.ts';

/** Who of the provider's people has which role: those whose claim holds the value; `*` is everybody. */
export interface OpenIdRoleRule {
  value: string;
  role: Role;
}

/**
 * The roles that a person's claims stand for. The claim may be one text or a list of them. The greatest role of all
 * rules that hold counts; none at all means that the person has no business here.
 */
export function rolesFromClaims(
  claims: Readonly<Record<string, unknown>>,
  claimName: string,
  rules: readonly OpenIdRoleRule[],
): RoleGrant[] {
  const claim = claims[claimName];
  const values = new Set(Array.isArray(claim) ? claim : [claim]);
  const roles = rules.filter(({ value }) => value === '*' || values.has(value)).map(({ role }) => role);
  if (roles.length === 0) {
    return [];
  }
  return [{ controlPlaneId: null, role: roles.includes('admin') ? 'admin' : 'viewer' }];
}
