export { type Converter, type CustomResourceDefinition, crdManifest, crdName } from './crd-manifest.ts';
export { apiVersionOf, type Kind, type KindVersion, type ObjectMeta, resourceOf } from './kind.ts';
export {
  convertControlPlane,
  type JsonObject,
  UnknownConversionError,
} from './kinds/convert-control-plane.ts';
export { kinds } from './kinds/kinds.ts';
export { KongReferenceGrant } from './kinds/kong-reference-grant.ts';
export { KongTarget } from './kinds/kong-target.ts';
export { KongUpstream } from './kinds/kong-upstream.ts';
export { KonnectAPIAuthConfiguration } from './kinds/konnect-api-auth-configuration.ts';
export { KonnectGatewayControlPlane } from './kinds/konnect-gateway-control-plane.ts';
export type { Condition } from './schema/condition.ts';
