export { AuditLogUnusableError } from './audit/audit-log.ts';
export type { TokenRecord } from './auth/bearer-tokens.ts';
export { AddressUnusableError, PortInUseError } from './http/listen-error.ts';
export type { TlsOptions } from './http/tls-listener.ts';
export { type ApiServer, type ApiServerOptions, startApiServer } from './start-api-server.ts';
export { DataDirInUseError, DataDirTooNewError, DataDirUnusableError } from './storage/data-dir-error.ts';
