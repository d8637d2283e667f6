import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createApp } from './http/app.ts';
import { IdentityStore, type TokenGrant } from './identity/identity-store.ts';
import { PortInUseError } from './port-in-use-error.ts';
import { openSqliteDatabase } from './storage/sqlite-database.ts';

/** How to run a control plane. */
export interface ControlPlaneOptions {
  /** The folder of the database; made when it is missing. */
  dataDir: string;
  /** The address to listen on. Loopback unless given. */
  host?: string;
  /** The port to listen on; 0 picks a free one. */
  port: number;
  /** PEM certificate, with its chain, and key. */
  tls: { cert: string; key: string };
  /** Where clients reach the server, where that isn't the address it listens on. */
  publicUrl?: string;
  /** The organisation that is made on the first start. */
  organization?: { name?: string };
  /** Tokens to let in, beside those that are known from earlier starts. Only their hashes are kept. */
  tokens?: readonly TokenGrant[];
  logger?: Logger;
}

/** A control plane that listens. */
export interface RunningControlPlane {
  /** Where it is reached, e.g. `https://127.0.0.1:8443`. */
  url: string;
  /** Lets running requests end, then closes the database. */
  close(): Promise<void>;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_ORGANIZATION = 'default';

/**
 * Starts a control plane with its database.
 *
 * @throws {PortInUseError} somebody else listens there.
 * @throws {NewerDatabaseError} the database was written by a later version.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<RunningControlPlane> {
  const host = options.host ?? DEFAULT_HOST;
  const database = await openSqliteDatabase(options.dataDir);
  let app: FastifyInstance | undefined;
  try {
    const identities = await IdentityStore.open(
      database,
      options.organization?.name ?? DEFAULT_ORGANIZATION,
      options.tokens ?? [],
    );
    let url = '';
    app = createApp({
      database,
      identities,
      tls: options.tls,
      publicUrl: () => options.publicUrl ?? url,
      logger: options.logger,
    });
    await app.listen({ host, port: options.port });
    url = urlOf(host, app);
    options.logger?.info({ url, dataDir: options.dataDir }, 'The control plane listens');
    const running = app;
    return {
      url,
      async close() {
        await running.close();
        await database.close();
      },
    };
  } catch (error) {
    await app?.close();
    await database.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortInUseError(host, options.port, { cause: error });
    }
    throw error;
  }
}

/** A wildcard address can be listened on but not connected to. */
function urlOf(host: string, app: FastifyInstance): string {
  const { port } = app.server.address() as AddressInfo;
  if (host === '0.0.0.0' || host === '::') {
    return `https://localhost:${port}`;
  }
  return host.includes(':') ? `https://[${host}]:${port}` : `https://${host}:${port}`;
}
