import { forUser } from '../user-error.ts';
import type { Component } from './component.ts';
import { type Locked, lockedBy } from './component-lock.ts';

/** What the embedded Kubernetes API server needs. Certificates are PEM. */
export interface ApiserverConfig extends Locked {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string; readonly clientCa: string };
  /** Signed the certificate of `tls`. */
  readonly rootCa: string;
  /** Gets a line for each request. */
  readonly auditLog?: string | undefined;
  readonly tokens: { tokenSha256: string; user: string; groups: string[] }[];
}

export interface ServerUrls {
  readonly url: string;
}

/** The embedded Kubernetes API server. */
export const apiserver: Component<ApiserverConfig, ServerUrls> = {
  name: 'apiserver',
  title: 'The Kubernetes API server',
  async load() {
    const { startApiServer, ...errors } = await import('@sluice/apiserver');
    const told = [
      errors.DataDirInUseError,
      errors.DataDirTooNewError,
      errors.DataDirUnusableError,
      errors.AuditLogUnusableError,
    ];
    return (config, logger) =>
      lockedBy(config, async () => {
        const { lock, ...options } = config;
        const server = await startApiServer({ ...options, logger }).catch((error: unknown) => {
          throw forUser(error, told);
        });
        return { urls: { url: server.url }, close: () => server.close() };
      });
  },
  configForRestart: (config, { url }) => ({ ...config, port: Number(new URL(url).port) }),
};
