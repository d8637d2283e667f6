import { type KongTarget, KongUpstream } from '@sluice/kong-resources';
import { isDeleting, namespacedName } from '../entity/entity-object.ts';
import { fails, holds } from '../status/judged-condition.ts';
import { crossingTo } from './grants.ts';
import { isPending } from './pending.ts';
import { forbidden, type Reference, unusable, usable } from './reference.ts';

const type = 'KongUpstreamRefValid';

/** A target's upstream, in the target's own namespace unless it names another. */
export const upstreamRef: Reference<KongTarget, 'upstream'> = {
  role: 'upstream',
  to: KongUpstream,
  nameIn: ({ spec, metadata }) => ({
    namespace: spec.upstreamRef.namespace || metadata.namespace,
    name: spec.upstreamRef.name,
  }),
  judge(target, upstream, permits) {
    const at = upstreamRef.nameIn(target);
    const name = `KongUpstream ${namespacedName(at)}`;
    const crossed = crossingTo(target, KongUpstream, at, permits);
    if (crossed?.permitted === false) return forbidden(fails(type, 'RefNotPermitted', crossed.message));
    if (!upstream) return unusable(true, fails(type, 'Invalid', `${name} doesn't exist`));
    if (isDeleting(upstream)) return unusable(false, fails(type, 'Invalid', `${name} is being deleted`));
    if (!upstream.status?.konnect?.id) {
      return unusable(isPending(upstream), fails(type, 'Invalid', `${name} is not programmed yet`));
    }
    return usable(holds(type, 'Valid'));
  },
};
