import { coreEntitiesPath } from '@sluice/konnect-api';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { addAuditRoutes } from '../audit/audit-routes.ts';
import { addControlPlaneRoutes } from '../control-planes/control-plane-routes.ts';
import { ControlPlaneStore } from '../control-planes/control-plane-store.ts';
import { addRuntimeGroupRoute } from '../control-planes/runtime-group-route.ts';
import { addEntityRoutes } from '../core-entities/entity-routes.ts';
import { addEntitySchemaRoute } from '../core-entities/entity-schema-route.ts';
import { EntityStore } from '../core-entities/entity-store.ts';
import { addUnsupportedCollections } from '../core-entities/unsupported-collections.ts';
import { notFoundError } from '../core-entities/write-access.ts';
import { entityDescriptors } from '../entities/entity-descriptors.ts';
import { addEventRoutes } from '../events/event-routes.ts';
import { addIdentityRoutes } from '../identity/identity-routes.ts';
import type { IdentityStore } from '../identity/identity-store.ts';
import type { Database } from '../storage/database.ts';
import { authenticate } from './authenticate.ts';
import {
  handleCoreEntityError,
  refuseCoreEntityRequest,
  sendCoreEntityError,
} from './core-entity-replies.ts';
import { readJsonBodies } from './json-body.ts';
import { collectMetrics } from './metrics.ts';
import { handleProblem, refuseRequest, sendProblem } from './problem-replies.ts';
import { schemaValidator } from './schema-validator.ts';
import { sendJson } from './send-json.ts';
import { createTraceIds } from './trace-id.ts';

/** What the app is made of. */
export interface AppOptions {
  database: Database;
  identities: IdentityStore;
  /** PEM certificate and key. */
  tls: { cert: string; key: string };
  /** Where clients reach the server; asked for once it listens. */
  publicUrl: () => string;
  logger: FastifyBaseLogger | undefined;
}

/** The largest upstream anybody can write is a few kilobytes; this leaves room for long lists of headers. */
const MAX_BODY_BYTES = 512 * 1024;

/** Ids and names are at most 128 characters; longer ones still get an answer that says what is wrong. */
const MAX_PARAM_LENGTH = 1024;

/** How long a client may take to send a whole request. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Puts the API together. Nothing listens yet. */
export function createApp(options: AppOptions): FastifyInstance {
  const { database, identities, logger, tls } = options;
  // Over TLS or not, the app is used in the same way; only the type of its server differs.
  const app = fastify({
    https: tls,
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: createTraceIds(),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      const style = request.url.includes('/core-entities') ? handleCoreEntityError : handleProblem;
      style(error, request, reply);
    },
  }) as unknown as FastifyInstance;
  app.decorateRequest('identity', undefined);
  app.setValidatorCompiler(schemaValidator);
  app.setErrorHandler(handleProblem);
  readJsonBodies(app);
  const metrics = collectMetrics(app);
  app.get('/healthz', async (_request, reply) => sendJson(reply, 200, { status: 'ok' }));
  app.register(async (api) => {
    api.addHook('onRequest', authenticate(identities, refuseRequest));
    api.setNotFoundHandler((request, reply) => {
      sendProblem(reply, 404, `There is no ${request.method} ${request.url.split('?', 1)[0]}`);
    });
    api.get('/metrics', async (_request, reply) => {
      reply.header('content-type', metrics.contentType);
      return metrics.metrics();
    });
    const controlPlanes = new ControlPlaneStore(database);
    addIdentityRoutes(api, identities);
    addControlPlaneRoutes(api, controlPlanes, options.publicUrl);
    addRuntimeGroupRoute(api, controlPlanes);
    addEventRoutes(api, database);
    addAuditRoutes(api, database);
  });
  app.register(async (core) => addCoreEntities(core, options), { prefix: coreEntitiesPrefix() });
  return app;
}

async function addCoreEntities(core: FastifyInstance, { database, identities }: AppOptions): Promise<void> {
  core.addHook('onRequest', authenticate(identities, refuseCoreEntityRequest));
  core.setErrorHandler(handleCoreEntityError);
  core.setNotFoundHandler((request, reply) => {
    sendCoreEntityError(reply, notFoundError(`${request.method} ${request.url.split('?', 1)[0]}`));
  });
  const store = new EntityStore(database, entityDescriptors);
  for (const descriptor of entityDescriptors) {
    addEntityRoutes(core, store, descriptor);
  }
  addEntitySchemaRoute(core, entityDescriptors);
  addUnsupportedCollections(core, new Set(entityDescriptors.map((descriptor) => descriptor.collection)));
}

function coreEntitiesPrefix(): string {
  return coreEntitiesPath('CONTROL_PLANE', '').replace('CONTROL_PLANE', ':controlPlaneId').replace(/\/$/, '');
}
