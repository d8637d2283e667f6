import { coreEntitiesPath } from '@sluice/konnect-api';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { RateLimiter } from '../access/rate-limiter.ts';
import { addAuditRoutes } from '../audit/audit-routes.ts';
import { addControlPlaneRoutes } from '../control-planes/control-plane-routes.ts';
import { ControlPlaneStore } from '../control-planes/control-plane-store.ts';
import { addRuntimeGroupRoute } from '../control-planes/runtime-group-route.ts';
import { addEntityRoutes } from '../core-entities/entity-routes.ts';
import { addEntitySchemaRoute } from '../core-entities/entity-schema-route.ts';
import { EntityStore } from '../core-entities/entity-store.ts';
import { addUnsupportedCollections } from '../core-entities/unsupported-collections.ts';
import { notFoundError } from '../core-entities/write-access.ts';
import { addCountRoute } from '../counts/count-route.ts';
import { EntityCounter } from '../counts/entity-counter.ts';
import { addDataPlaneCertificateRoutes } from '../data-planes/data-plane-certificate-routes.ts';
import { DataPlaneCertificateStore } from '../data-planes/data-plane-certificate-store.ts';
import { addExpectedConfigHashRoute } from '../data-planes/expected-config-hash-route.ts';
import { addNodeRoutes } from '../data-planes/node-routes.ts';
import { entityDescriptors } from '../entities/entity-descriptors.ts';
import { addEventRoutes } from '../events/event-routes.ts';
import { addGroupRoutes } from '../groups/group-routes.ts';
import { GroupStore } from '../groups/group-store.ts';
import { addIdentityRoutes } from '../identity/identity-routes.ts';
import type { IdentityStore } from '../identity/identity-store.ts';
import type { LastUse } from '../identity/last-use.ts';
import { addPeopleRoutes } from '../identity/people-routes.ts';
import { addOpenApiRoute } from '../openapi/openapi-route.ts';
import { servePage, wantsPage } from '../page/serve-page.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { OpenIdClient, type OpenIdOptions } from '../sessions/openid-client.ts';
import { OpenIdPersonStore } from '../sessions/openid-person-store.ts';
import { addOpenIdRoutes, OPENID_SIGN_IN_PATH } from '../sessions/openid-routes.ts';
import { SessionCookie } from '../sessions/session-cookie.ts';
import { addSessionRoutes } from '../sessions/session-routes.ts';
import { SessionStore } from '../sessions/session-store.ts';
import type { SignInLinkStore } from '../sessions/sign-in-link-store.ts';
import type { SignInMethod } from '../sessions/sign-in-method.ts';
import type { Database } from '../storage/database.ts';
import type { RequestTracing } from '../tracing/request-tracing.ts';
import { type Admission, addAdmission } from './admission.ts';
import { coreEntityRefusals, handleCoreEntityError, sendCoreEntityError } from './core-entity-replies.ts';
import { createServer } from './create-server.ts';
import { addHealthRoutes } from './health-routes.ts';
import { readJsonBodies } from './json-body.ts';
import { collectMetrics } from './metrics.ts';
import { handleProblem, problemRefusals, sendProblem } from './problem-replies.ts';
import { refuseNullCharacters } from './refuse-null-characters.ts';
import { schemaValidator } from './schema-validator.ts';
import { addSecurityHeaders } from './security-headers.ts';

/** What the app is made of. */
export interface AppOptions {
  database: Database;
  /** Seals what the database must not hold in the clear. */
  secretBox: SecretBox;
  identities: IdentityStore;
  lastUse: LastUse;
  links: SignInLinkStore;
  /** Undefined where requests aren't limited. */
  rateLimiter: RateLimiter | undefined;
  /** Undefined where people don't sign in through an OpenID provider. */
  openId: OpenIdOptions | undefined;
  /** The folder of the built page; undefined where there is none. */
  pageDir: string | undefined;
  /** The server's name for others, where it has one of its own. */
  publicName: string | undefined;
  /** PEM certificate and key. */
  tls: { cert: string; key: string };
  /** Where clients reach the server; asked for once it listens. */
  publicUrl: () => string;
  logger: FastifyBaseLogger | undefined;
  /** Undefined where nobody asked for traces. */
  tracing: RequestTracing | undefined;
}

/** Puts the API together on a new server. Nothing listens yet. */
export function createApp(options: AppOptions, app = createServer(options)): FastifyInstance {
  const { database, identities, links } = options;
  app.decorateRequest('identity', undefined);
  app.setValidatorCompiler(schemaValidator);
  app.setErrorHandler(handleProblem);
  options.tracing?.addTo(app);
  readJsonBodies(app);
  addSecurityHeaders(app, options.publicName);
  refuseNullCharacters(app);
  const metrics = collectMetrics(app);
  const sendPage = servePage(app, options.pageDir);
  const admission: Admission = { ...options, cookie: new SessionCookie(identities.owner.organization_id) };
  const controlPlanes = new ControlPlaneStore(database, options.secretBox);
  const groups = new GroupStore(database, options.secretBox);
  addOpenApiRoute(app);
  addHealthRoutes(app, database);
  app.register(async (api) => {
    // What no route answers is for the page to show, whoever asks; all else needs somebody known.
    api.addHook('onRequest', async (request, reply) =>
      request.is404 && wantsPage(request) ? sendPage(reply) : undefined,
    );
    addAdmission(api, admission, problemRefusals);
    api.setNotFoundHandler((request, reply) => {
      sendProblem(reply, 404, `There is no ${request.method} ${request.url.split('?', 1)[0]}`);
    });
    api.get('/metrics', { config: { readers: 'founding' } }, async (_request, reply) => {
      reply.header('content-type', metrics.contentType);
      return metrics.metrics();
    });
    addIdentityRoutes(api, identities);
    addPeopleRoutes(api, { database, identities, links });
    addControlPlaneRoutes(api, controlPlanes, options.publicUrl);
    addRuntimeGroupRoute(api, controlPlanes, options.publicUrl);
    addGroupRoutes(api, { database, controlPlanes, groups, publicUrl: options.publicUrl });
    addExpectedConfigHashRoute(api, database, controlPlanes, groups);
    addCountRoute(api, controlPlanes, new EntityCounter(database, entityDescriptors));
    addEventRoutes(api, database, admission, metrics);
    addAuditRoutes(api, database);
  });
  app.register(async (scope) => {
    const sessions = new SessionStore(database, identities.forget);
    const methods: SignInMethod[] = [{ type: 'token' }];
    if (options.openId !== undefined) {
      const { organization_id } = identities.owner;
      methods.push({ type: 'openid', name: new URL(options.openId.issuer).host, url: OPENID_SIGN_IN_PATH });
      addOpenIdRoutes(scope, {
        ...admission,
        options: options.openId,
        client: new OpenIdClient(options.openId),
        people: new OpenIdPersonStore(database, organization_id),
        sessions,
      });
    }
    addSessionRoutes(scope, { authentication: admission, sessions, links, methods });
  });
  app.register(async (dataPlanes) => {
    addAdmission(dataPlanes, admission, coreEntityRefusals);
    dataPlanes.setErrorHandler(handleCoreEntityError);
    const certificates = new DataPlaneCertificateStore(database, options.secretBox);
    addDataPlaneCertificateRoutes(dataPlanes, controlPlanes, certificates);
    addNodeRoutes(dataPlanes, controlPlanes);
  });
  app.register(async (core) => addCoreEntities(core, options, admission), { prefix: coreEntitiesPrefix() });
  return app;
}

async function addCoreEntities(
  core: FastifyInstance,
  { database, secretBox }: AppOptions,
  admission: Admission,
): Promise<void> {
  addAdmission(core, admission, coreEntityRefusals);
  core.setErrorHandler(handleCoreEntityError);
  core.setNotFoundHandler((request, reply) => {
    sendCoreEntityError(reply, notFoundError(`${request.method} ${request.url.split('?', 1)[0]}`));
  });
  const store = new EntityStore(database, secretBox, entityDescriptors);
  for (const descriptor of entityDescriptors) {
    addEntityRoutes(core, store, descriptor);
  }
  addEntitySchemaRoute(core, store, entityDescriptors);
  addUnsupportedCollections(
    core,
    store,
    new Set(entityDescriptors.map((descriptor) => descriptor.collection)),
  );
}

function coreEntitiesPrefix(): string {
  return coreEntitiesPath('CONTROL_PLANE', '').replace('CONTROL_PLANE', ':controlPlaneId').replace(/\/$/, '');
}
