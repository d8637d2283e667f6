import { type KongUpstream, KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { isDeleting, namespacedName } from '../entity/entity-object.ts';
import { clusterTypeOf } from '../kinds/control-plane-request.ts';
import { fails, holds } from '../status/judged-condition.ts';
import { crossingTo, resolvedRefs } from './grants.ts';
import { isPending } from './pending.ts';
import { forbidden, type Reference, unusable, usable } from './reference.ts';

const type = 'ControlPlaneRefValid';

/** Cluster types to which the API lets no entity be attached, and what a person calls them. */
const takesNoEntities: Readonly<Record<string, string>> = {
  CLUSTER_TYPE_CONTROL_PLANE_GROUP: 'a control-plane group',
  CLUSTER_TYPE_K8S_INGRESS_CONTROLLER: 'a control plane of the ingress-controller type',
};

/** An upstream's control plane. */
export const controlPlaneRef: Reference<KongUpstream, 'controlPlane'> = {
  role: 'controlPlane',
  to: KonnectGatewayControlPlane,
  nameIn: ({ spec, metadata }) => ({
    namespace: spec.controlPlaneRef.konnectNamespacedRef?.namespace || metadata.namespace,
    name: spec.controlPlaneRef.konnectNamespacedRef?.name ?? '',
  }),
  judge(upstream, controlPlane, permits) {
    const at = controlPlaneRef.nameIn(upstream);
    const name = `KonnectGatewayControlPlane ${namespacedName(at)}`;
    const crossed = crossingTo(upstream, KonnectGatewayControlPlane, at, permits);
    const resolved = resolvedRefs(crossed);
    if (crossed?.permitted === false) return forbidden(...resolved);
    if (!controlPlane) return unusable(true, ...resolved, fails(type, 'Invalid', `${name} doesn't exist`));
    if (isDeleting(controlPlane)) {
      return unusable(false, ...resolved, fails(type, 'Invalid', `${name} is being deleted`));
    }
    const unsuitable = takesNoEntities[clusterTypeOf(controlPlane) ?? ''];
    if (unsuitable) {
      return unusable(
        false,
        ...resolved,
        fails(type, 'Invalid', `${name} is ${unsuitable}; entities can't be attached to it`),
      );
    }
    if (!controlPlane.status?.id) {
      const isOnItsWay = isPending(controlPlane);
      return unusable(isOnItsWay, ...resolved, fails(type, 'NotProgrammed', `${name} is not programmed yet`));
    }
    return usable(...resolved, holds(type, 'Valid'));
  },
};
