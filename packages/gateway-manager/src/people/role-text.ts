import { t } from '../i18n/i18n.ts';
import type { RoleGrant } from '../session/session-api.ts';

/** A role with where it counts, in words. A control plane that isn't known by name is told by its id. */
export function roleText(grant: RoleGrant, names: ReadonlyMap<string, string>): string {
  const role = t(`people.role.${grant.role}`);
  if (grant.controlPlaneId === null) return t('people.role_everywhere', { role });
  return t('people.role_in', { role, controlPlane: names.get(grant.controlPlaneId) ?? grant.controlPlaneId });
}
