import { forUser } from '../user-error.ts';
import type { ServerUrls } from './apiserver.ts';
import type { Component } from './component.ts';
import { type Locked, lockedBy } from './component-lock.ts';

/** What the control plane needs. Certificates are PEM. */
export interface ControlPlaneConfig extends Locked {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string };
  /** Where clients reach it, where that isn't the address it listens on. */
  readonly publicUrl?: string;
  /** The name of the organisation that everything belongs to. */
  readonly organization: string;
  readonly tokens: readonly { token: string; name: string }[];
}

/** The server of Konnect's Gateway Manager API. */
export const controlPlane: Component<ControlPlaneConfig, ServerUrls> = {
  name: 'control-plane',
  title: 'The control plane',
  async load() {
    const { startControlPlane, NewerDatabaseError } = await import('@sluice/control-plane');
    return (config, logger) =>
      lockedBy(config, async () => {
        const { lock, organization: name, ...options } = config;
        const server = await startControlPlane({ ...options, organization: { name }, logger }).catch(
          (error: unknown) => {
            throw forUser(error, [NewerDatabaseError]);
          },
        );
        return { urls: { url: server.url }, close: () => server.close() };
      });
  },
  configForRestart: (config, { url }) => ({ ...config, port: Number(new URL(url).port) }),
};
