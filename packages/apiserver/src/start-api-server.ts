import type { Logger } from 'pino';
import { Admission } from './admission/admission.ts';
import { AuditLog } from './audit/audit-log.ts';
import type { TokenRecord } from './auth/bearer-tokens.ts';
import { issuerConfiguration, KEY_SET_PATH, keySetResponse } from './auth/issuer-discovery.ts';
import type { ServiceAccountTokens } from './auth/service-account-tokens.ts';
import { AccessControl } from './authorization/access-control.ts';
import { startAccess } from './authorization/start-access.ts';
import { reconcileDefaultRoles } from './controllers/default-roles.ts';
import { createInitialNamespaces } from './controllers/initial-namespaces.ts';
import { startControllers } from './controllers/start-controllers.ts';
import { Discovery } from './discovery/discovery.ts';
import { versionInfo } from './discovery/version-info.ts';
import { type ApiResponse, jsonResponse } from './http/api-response.ts';
import { healthCheckResponse, healthResponse } from './http/health.ts';
import { HttpServer } from './http/http-server.ts';
import { defaultLimits, type Limits, RequestLimits } from './http/request-limits.ts';
import { type PathRoute, Router } from './http/router.ts';
import type { TlsOptions } from './http/tls-listener.ts';
import { Metrics } from './metrics/metrics.ts';
import { RequestCounter } from './metrics/request-counter.ts';
import { OpenApi } from './openapi/openapi.ts';
import { accessKinds } from './registry/built-ins/access-kinds.ts';
import { builtIns } from './registry/built-ins/built-ins.ts';
import { type RegistryContext, timestamp } from './registry/registry-context.ts';
import { ResourceCatalog } from './registry/resource-catalog.ts';
import { WatchBacklog } from './registry/watch-backlog.ts';
import { ObjectStore } from './storage/object-store.ts';
import { SqliteJournal } from './storage/sqlite-journal.ts';
import { WebhookClient } from './webhook/webhook-client.ts';

/** What an API server needs to know. */
export interface ApiServerOptions {
  /** Folder of the data, made where it is missing. Only one server at a time can use it. */
  dataDir: string;
  /** Address to listen on; 127.0.0.1 where nothing is said. */
  host?: string;
  /** 0 lets the system choose. */
  port: number;
  tls: TlsOptions;
  /** Who may come with a bearer token. */
  tokens?: TokenRecord[];
  /** Signed the server's certificate, as PEM. Every namespace has it in a ConfigMap, for the programs in it. */
  rootCa?: string;
  /** A file that gets a line of JSON for each request: who asked for what, and what came of it. */
  auditLog?: string;
  /** How many requests may be under way at once. */
  limits?: Limits;
  logger?: Logger;
}

/** A running API server. */
export interface ApiServer {
  /** `https://host:port` */
  url: string;
  /** Ends watches, completes what is under way and closes the data; takes less than a second. */
  close(): Promise<void>;
}

/**
 * Starts an API server. It is ready when the promise resolves.
 *
 * @throws PortInUseError, AddressUnusableError, DataDirTooNewError, DataDirInUseError, DataDirUnusableError,
 *   AuditLogUnusableError
 */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { dataDir, host = '127.0.0.1', port, tls, tokens = [], rootCa, auditLog, logger } = options;
  const store = new ObjectStore(SqliteJournal.open(dataDir));
  try {
    const now = () => new Date();
    const access = startAccess(store, dataDir, tokens, now);
    const webhooks = new WebhookClient(store);
    const context: RegistryContext = {
      store,
      catalog: new ResourceCatalog(),
      webhooks,
      admission: new Admission({ store, client: webhooks, authorizer: access.authorizer, logger }),
      backlog: new WatchBacklog(),
      now,
    };
    for (const definition of [
      ...builtIns(store, () => timestamp(context.now())),
      ...accessKinds(access, store, context.now),
    ]) {
      context.catalog.put(definition);
    }
    const controllers = startControllers(context, { tokens: access.tokens, rootCa, logger });
    await createInitialNamespaces(context);
    await Promise.all([
      reconcileDefaultRoles(context),
      controllers.completeNamespaces(),
      controllers.registerGroups(),
    ]);

    const requests = new RequestCounter();
    const discovery = new Discovery(context.catalog);
    const ownPaths = new Map([
      ...paths(
        new Metrics(requests, webhooks.counts),
        new OpenApi(context.catalog, versionInfo.gitVersion),
        access.tokens,
      ),
      ...healthPaths(store),
    ]);
    ownPaths.set('/', { handle: () => pathList([...ownPaths.keys(), ...discovery.paths()]) });
    const router = new Router(context, discovery, ownPaths);
    const audit = auditLog === undefined ? undefined : new AuditLog(auditLog, logger);
    const server = new HttpServer(tls, {
      access: new AccessControl(access),
      router,
      requests,
      limits: new RequestLimits(options.limits ?? defaultLimits),
      audit,
      logger,
    });
    const actualPort = await server.listen(port, host);
    const url = `https://${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
    logger?.info({ url, objects: store.size, revision: store.revision }, 'API server is ready');
    return {
      url,
      close: async () => {
        controllers.close();
        await server.close();
        audit?.close();
        webhooks.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** What a GET of `/` is answered with: the paths that lead somewhere by themselves. */
function pathList(all: readonly string[]): ApiResponse {
  return jsonResponse({ paths: all.filter((path) => !path.endsWith('/')).toSorted() });
}

function paths(metrics: Metrics, openApi: OpenApi, tokens: ServiceAccountTokens): Map<string, PathRoute> {
  return new Map<string, PathRoute>([
    ['/version', { handle: () => jsonResponse(versionInfo), isPublic: true }],
    ['/openapi/', { handle: (request) => openApi.respond(request) }],
    ['/.well-known/openid-configuration', { handle: ({ headers }) => issuerConfiguration(headers) }],
    [KEY_SET_PATH, { handle: () => keySetResponse(tokens) }],
    ['/metrics', { handle: () => metrics.response() }],
  ]);
}

/** The data are loaded before the server listens, so that what isn't well later is the disk. */
function healthPaths(store: ObjectStore): [string, PathRoute][] {
  const checks = { ping: () => true, storage: () => !store.isBroken };
  return ['healthz', 'livez', 'readyz'].flatMap((name): [string, PathRoute][] => [
    [`/${name}`, { handle: (request) => healthResponse(name, request, checks), isPublic: true }],
    [`/${name}/`, { handle: (request) => healthCheckResponse(request, checks) }],
  ]);
}
