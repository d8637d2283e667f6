export { type DeclarativeClient, openDeclarativeClient } from './declarative/declarative-client.ts';
export type { ImportStep } from './declarative/plan-import.ts';
export { controlPlaneApiReference } from './openapi/control-plane-api-reference.ts';
export { PortInUseError } from './port-in-use-error.ts';
export { SecretKeyError } from './secrets/key-file.ts';
export { NoDatabaseError, rotateSecretKey } from './secrets/rotate-secret-key.ts';
export type { OpenIdOptions } from './sessions/openid-client.ts';
export type { OpenIdRoleRule } from './sessions/openid-roles.ts';
export {
  type ControlPlaneOptions,
  type RunningControlPlane,
  secretKeyFileOf,
  startControlPlane,
} from './start-control-plane.ts';
export { BackupError, backUpSqlite } from './storage/back-up-sqlite.ts';
export { DatabaseConnectError } from './storage/database-connect-error.ts';
export { NewerDatabaseError } from './storage/newer-database-error.ts';
