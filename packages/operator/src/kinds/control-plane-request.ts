import type { KonnectGatewayControlPlane } from '@sluice/kong-resources';
import type { CreateControlPlaneRequest } from '@sluice/konnect-api';

type Spec = NonNullable<KonnectGatewayControlPlane['spec']>;

/** What a control plane's spec asks the API for. The CRD takes any text where the API knows a few words; it refuses others. */
export type ControlPlaneFields = Partial<Omit<CreateControlPlaneRequest, 'cluster_type' | 'auth_type'>> & {
  readonly cluster_type?: string;
  readonly auth_type?: string;
};

/** The part of the spec that is about Konnect. A mirror has none. */
export function requestIn(spec: Spec | undefined): ControlPlaneFields {
  return spec?.createControlPlaneRequest ?? {};
}

/** The type of a control plane, as the API or else the spec says; undefined where both are silent. */
export function clusterTypeOf({ spec, status }: KonnectGatewayControlPlane): string | undefined {
  return requestIn(spec).cluster_type ?? status?.clusterType;
}

/** Whether the object makes a control-plane group. */
export function isGroup(object: KonnectGatewayControlPlane): boolean {
  return clusterTypeOf(object) === 'CLUSTER_TYPE_CONTROL_PLANE_GROUP';
}
