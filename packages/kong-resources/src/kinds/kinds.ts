import type { Kind } from '../kind.ts';
import { KongReferenceGrant } from './kong-reference-grant.ts';
import { KongTarget } from './kong-target.ts';
import { KongUpstream } from './kong-upstream.ts';
import { KonnectAPIAuthConfiguration } from './konnect-api-auth-configuration.ts';
import { KonnectGatewayControlPlane } from './konnect-gateway-control-plane.ts';

/** Every Kong kind, parents before children. */
export const kinds: readonly Kind[] = [
  KonnectAPIAuthConfiguration,
  KonnectGatewayControlPlane,
  KongUpstream,
  KongTarget,
  KongReferenceGrant,
];
