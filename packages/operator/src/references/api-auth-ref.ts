import { KonnectAPIAuthConfiguration, type KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { namespacedName } from '../entity/entity-object.ts';
import { fails, holds, type JudgedCondition } from '../status/judged-condition.ts';
import { crossingTo } from './grants.ts';
import { forbidden, type Reference, unusable, usable } from './reference.ts';

const type = 'APIAuthResolvedRef';

/**
 * A control plane's API auth configuration. One that is being deleted can still be used: its finalizer keeps it
 * for as long as something refers to it, so that what was made with it can be removed.
 */
export const apiAuthRef: Reference<KonnectGatewayControlPlane, 'apiAuth'> = {
  role: 'apiAuth',
  to: KonnectAPIAuthConfiguration,
  nameIn: ({ spec, metadata }) => ({
    namespace: spec?.konnect?.authRef.namespace ?? metadata.namespace,
    name: spec?.konnect?.authRef.name ?? '',
  }),
  judge(controlPlane, auth, permits) {
    const at = apiAuthRef.nameIn(controlPlane);
    const name = `KonnectAPIAuthConfiguration ${namespacedName(at)}`;
    if (at.name === '') {
      return unusable(
        false,
        fails(type, 'RefInvalid', 'spec.konnect.authRef is missing; name the API auth configuration to use'),
      );
    }
    const crossed = crossingTo(controlPlane, KonnectAPIAuthConfiguration, at, permits);
    if (crossed?.permitted === false) return forbidden(fails(type, 'RefNotPermitted', crossed.message));
    if (!auth) return unusable(true, fails(type, 'RefNotFound', `${name} doesn't exist`));
    const resolved = holds(type, 'ResolvedRef');
    const verdict = auth.status?.conditions?.find((condition) => condition.type === 'APIAuthValid');
    if (verdict?.status === 'True') return usable(resolved, holds('APIAuthValid', 'Valid'));
    if (verdict?.status === 'False') {
      return unusable(false, resolved, fails('APIAuthValid', 'Invalid', `${name}: ${verdict.message}`));
    }
    return unusable(true, resolved, ...unjudged(name, verdict?.message));
  },
};

/** An auth configuration that couldn't be checked yet is no fault: what waits for it says so, no more. */
function unjudged(name: string, why: string | undefined): JudgedCondition[] {
  if (why === undefined) return [];
  return [{ type: 'APIAuthValid', status: 'Unknown', reason: 'Pending', message: `${name}: ${why}` }];
}
