export type { ChangeStream, EntityChange, ToldChange } from './client/change-stream.ts';
export type { ControlPlaneQuery } from './client/control-plane-query.ts';
export type { EntityQuery } from './client/entity-query.ts';
export {
  type CallOptions,
  type ControlPlanePage,
  createKonnectClient,
  type EntityPage,
  type KonnectClient,
} from './client/konnect-client.ts';
export type { KonnectCall, KonnectClientOptions } from './client/konnect-transport.ts';
export {
  CORE_ENTITY_UNAUTHORIZED_BODY,
  type CoreEntityError,
  type CoreEntityErrorBody,
  type CoreEntityErrorDetail,
  entityDetail,
  fieldDetail,
  foreignConstraintError,
  GRPC_CODE,
  plainCoreEntityError,
  preconditionFailedError,
  referredConstraintError,
  uniqueConstraintError,
  usageConstraintError,
  validationError,
} from './errors/core-entity-error.ts';
export {
  KonnectApiError,
  type KonnectApiErrorProperties,
  type KonnectErrorKind,
  type KonnectFieldError,
} from './errors/konnect-api-error.ts';
export { KonnectUnreachableError } from './errors/konnect-unreachable-error.ts';
export {
  type InvalidParameter,
  invalidParametersProblem,
  PROBLEM_CONTENT_TYPE,
  type ProblemDocument,
  problem,
} from './errors/problem.ts';
export {
  allTargetsPath,
  CONTROL_PLANES_PATH,
  controlPlanePath,
  coreEntitiesPath,
  ORGANIZATION_PATH,
  targetsPath,
  USER_PATH,
  upstreamsPath,
} from './paths.ts';
export { Certificate, CertificateRequest } from './schemas/certificate.ts';
export {
  type ClusterType,
  ControlPlane,
  CreateControlPlaneRequest,
  GroupMembershipRequest,
  UpdateControlPlaneRequest,
} from './schemas/control-plane.ts';
export { DataPlaneCertificate, DataPlaneCertificateRequest } from './schemas/data-plane-certificate.ts';
export { compileDefaults, type FillDefaults } from './schemas/fill-defaults.ts';
export type { Organization, User } from './schemas/identity.ts';
export { Route, RouteRequest } from './schemas/route.ts';
export { Service, ServiceRequest } from './schemas/service.ts';
export { Target, TargetRequest } from './schemas/target.ts';
export { Upstream, UpstreamRequest } from './schemas/upstream.ts';
export { parseTargetAddress, type TargetAddress } from './target-address.ts';
