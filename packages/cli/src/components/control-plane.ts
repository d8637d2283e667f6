import type { OpenIdOptions } from '@sluice/control-plane';
import { tracingOf } from '../tracing/tracing-of.ts';
import { forUser } from '../user-error.ts';
import type { ServerUrls } from './apiserver.ts';
import type { Component } from './component.ts';
import { type Locked, lockedBy } from './component-lock.ts';
import { pageFolder } from './page-folder.ts';

/** What the control plane needs. Certificates are PEM. */
export interface ControlPlaneConfig extends Locked {
  readonly dataDir: string;
  /** The URL of a PostgreSQL database to use instead of one in the folder. */
  readonly databaseUrl?: string;
  /** The file with the keys that seal private keys; in the folder unless given. */
  readonly secretKeyFile?: string;
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string };
  /** Where clients reach it, where that isn't the address it listens on. */
  readonly publicUrl?: string;
  /** The name of the organisation that everything belongs to. */
  readonly organization: string;
  readonly tokens: readonly { token: string; name: string }[];
  /** Where the certificate was read from, so that it can be read again when it has changed. */
  readonly tlsFiles?: { readonly certFile: string; readonly keyFile: string };
  /** How many requests each token may send within a minute; 0 for as many as it likes. */
  readonly rateLimitPerMinute?: number;
  /** How many days the audit trail is kept; 0 for ever. */
  readonly auditRetentionDays?: number;
  readonly openId?: OpenIdOptions;
  /** When a start makes a link that signs the owner in to the page: until it was used for the first time, or always. */
  readonly signInLink: 'until-used' | 'always' | 'never';
}

/** Where the control plane answers, and the link to the page that was made; empty when none was. */
export interface ControlPlaneUrls extends ServerUrls {
  readonly signInUrl: string;
}

/** The server of Konnect's Gateway Manager API. */
export const controlPlane: Component<ControlPlaneConfig, ControlPlaneUrls> = {
  name: 'control-plane',
  title: 'The control plane',
  async load() {
    const { startControlPlane, DatabaseConnectError, NewerDatabaseError, SecretKeyError } = await import(
      '@sluice/control-plane'
    );
    return (config, logger) =>
      lockedBy(config, async () => {
        const { lock, organization: name, signInLink, ...options } = config;
        const { tracer, close: closeTracing } = await tracingOf(controlPlane.name, logger);
        const server = await startControlPlane({
          ...options,
          tracer,
          organization: { name },
          pageDir: pageFolder(),
          logger,
        }).catch((error: unknown) => {
          throw forUser(error, [DatabaseConnectError, NewerDatabaseError, SecretKeyError]);
        });
        const wanted =
          signInLink === 'always' || (signInLink === 'until-used' && !(await server.hasOwnerSignedIn()));
        const signInUrl = wanted ? (await server.createSignInLink()).url : '';
        return { urls: { url: server.url, signInUrl }, close: () => server.close().finally(closeTracing) };
      });
  },
  configForRestart: (config, { url }) => ({
    ...config,
    port: Number(new URL(url).port),
    signInLink: 'never',
  }),
};
