import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Tracer } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { RateLimiter } from './access/rate-limiter.ts';
import { createApp } from './http/app.ts';
import { type CertificateFiles, followCertificateFiles } from './http/certificate-files.ts';
import { IDEMPOTENCY_KEY_KEPT_MS } from './idempotency/idempotent-writes.ts';
import type { TokenGrant } from './identity/found-organization.ts';
import { IdentityStore } from './identity/identity-store.ts';
import { LastUse } from './identity/last-use.ts';
import { UserStore } from './identity/user-store.ts';
import { PortInUseError } from './port-in-use-error.ts';
import { openSecretBox } from './secrets/open-secret-box.ts';
import type { OpenIdOptions } from './sessions/openid-client.ts';
import { type SignInLink, SignInLinkStore } from './sessions/sign-in-link-store.ts';
import { openPostgresqlDatabase } from './storage/postgresql-database.ts';
import { Retention } from './storage/retention.ts';
import { openSqliteDatabase } from './storage/sqlite-database.ts';
import type { RequestTracing } from './tracing/request-tracing.ts';

/** How to run a control plane. */
export interface ControlPlaneOptions {
  /** The folder of the database; made when it is missing. */
  dataDir: string;
  /**
   * The file with the keys that seal private keys in the database, one a line, the newest first; made when it is
   * missing, and part of any backup.
   * `secrets.key` in the data folder unless given. Replicas on one database share it.
   */
  secretKeyFile?: string;
  /** The URL of a PostgreSQL database to use instead of one in the folder. */
  databaseUrl?: string;
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
  /**
   * Where the certificate was read from. When these files change, new connections are served with what they hold
   * then; without them the server keeps the certificate that it has.
   */
  tlsFiles?: CertificateFiles;
  /** How many requests each token and session may send within a minute; 0 for as many as they like. */
  rateLimitPerMinute?: number;
  /** How many days entries of the audit trail are kept; 0 for ever. 400 unless given. */
  auditRetentionDays?: number;
  /** Lets people of the founding organisation sign in through an OpenID provider. */
  openId?: OpenIdOptions;
  /** The folder of the built page. Without it, a sentence says how to build it. */
  pageDir?: string;
  logger?: Logger;
  /** Makes the spans of traces; there are none unless given. */
  tracer?: Tracer | undefined;
}

/** A control plane that listens. */
export interface RunningControlPlane {
  /** Where it is reached, e.g. `https://127.0.0.1:8443`. */
  url: string;
  /** Makes a link that signs the owner of the founding organisation in to the page, once and soon. */
  createSignInLink(): Promise<SignInLink>;
  /** Whether the owner has ever signed in to the page. */
  hasOwnerSignedIn(): Promise<boolean>;
  /** Lets running requests end, then closes the database. */
  close(): Promise<void>;
}

/** The name of the key file in the data folder. */
const SECRET_KEY_FILE = 'secrets.key';
const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_ORGANIZATION = 'default';

/** More than a year, so that last year's change is there when this year's is made. */
const DEFAULT_AUDIT_RETENTION_DAYS = 400;

/** Stops what runs wild, and nobody else: it is more than one connection can send. */
const DEFAULT_RATE_LIMIT_PER_MINUTE = 1_200_000;

/**
 * Starts a control plane with its database.
 *
 * @throws {PortInUseError} somebody else listens there.
 * @throws {SecretKeyError} the key file isn't the one that this database was used with.
 * @throws {DatabaseConnectError} the database can't be reached.
 * @throws {NewerDatabaseError} the database was written by a later version.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<RunningControlPlane> {
  const host = options.host ?? DEFAULT_HOST;
  const tracing = options.tracer && (await tracingWith(options.tracer));
  const database =
    options.databaseUrl === undefined
      ? await openSqliteDatabase(options.dataDir, tracing)
      : await openPostgresqlDatabase(
          options.databaseUrl,
          (error) => options.logger?.warn({ err: error }, 'A connection to the database broke'),
          tracing,
        );
  const lastUse = new LastUse(database, (error) =>
    options.logger?.error({ err: error }, 'The last use of tokens could not be written down'),
  );
  const retention = new Retention(
    database,
    {
      auditDays: options.auditRetentionDays ?? DEFAULT_AUDIT_RETENTION_DAYS,
      idempotencyKeyMs: IDEMPOTENCY_KEY_KEPT_MS,
    },
    (error) => options.logger?.error({ err: error }, 'What has expired could not be removed'),
  );
  let app: FastifyInstance | undefined;
  try {
    const identities = await IdentityStore.open(
      database,
      options.organization?.name ?? DEFAULT_ORGANIZATION,
      options.tokens ?? [],
    );
    const secretBox = await openSecretBox(database, secretKeyFileOf(options));
    let url = '';
    const publicUrl = () => options.publicUrl ?? url;
    const links = new SignInLinkStore(database, publicUrl);
    const rateLimitPerMinute = options.rateLimitPerMinute ?? DEFAULT_RATE_LIMIT_PER_MINUTE;
    app = createApp({
      database,
      secretBox,
      identities,
      tls: options.tls,
      lastUse,
      links,
      rateLimiter: rateLimitPerMinute === 0 ? undefined : new RateLimiter(rateLimitPerMinute, 60_000),
      openId: options.openId,
      pageDir: options.pageDir,
      publicName: options.publicUrl,
      publicUrl,
      logger: options.logger,
      tracing,
    });
    await app.listen({ host, port: options.port });
    url = urlOf(host, app);
    options.logger?.info({ url, dataDir: options.dataDir }, 'The control plane listens');
    const running = app;
    const stopFollowing =
      options.tlsFiles && followCertificateFiles(running.server as Server, options.tlsFiles, options.logger);
    const { owner } = identities;
    return {
      url,
      createSignInLink: () => links.create({ organizationId: owner.organization_id, userId: owner.id }),
      async hasOwnerSignedIn() {
        const user = await new UserStore(database, identities.forget).get(owner.organization_id, owner.id);
        return user?.lastSignInAt != null;
      },
      async close() {
        stopFollowing?.();
        await running.close();
        await lastUse.close();
        await retention.close();
        await database.close();
      },
    };
  } catch (error) {
    await app?.close();
    await lastUse.close();
    await retention.close();
    await database.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new PortInUseError(host, options.port, { cause: error });
    }
    throw error;
  }
}

/** Loaded only where traces are asked for. */
async function tracingWith(tracer: Tracer): Promise<RequestTracing> {
  const { RequestTracing } = await import('./tracing/request-tracing.ts');
  return new RequestTracing(tracer);
}

/** Where the key file is. */
export function secretKeyFileOf({
  dataDir,
  secretKeyFile,
}: Pick<ControlPlaneOptions, 'dataDir' | 'secretKeyFile'>): string {
  return secretKeyFile ?? join(dataDir, SECRET_KEY_FILE);
}

/** A wildcard address can be listened on but not connected to. */
function urlOf(host: string, app: FastifyInstance): string {
  const { port } = app.server.address() as AddressInfo;
  if (host === '0.0.0.0' || host === '::') {
    return `https://localhost:${port}`;
  }
  return host.includes(':') ? `https://[${host}]:${port}` : `https://${host}:${port}`;
}
