import { GRPC_CODE, plainCoreEntityError } from '@sluice/konnect-api';
import type { FastifyInstance } from 'fastify';
import { sendCoreEntityError } from '../http/core-entity-replies.ts';
import { sendJsonText } from '../http/send-json.ts';
import type { EntityStore } from './entity-store.ts';
import { needControlPlane } from './need-control-plane.ts';

/** The collections that a Kong gateway has, whether or not this server keeps them. */
const GATEWAY_COLLECTIONS = [
  'acls',
  'basic-auths',
  'ca_certificates',
  'certificates',
  'consumer_groups',
  'consumers',
  'custom-plugins',
  'degraphql_routes',
  'filter-chains',
  'hmac-auths',
  'jwts',
  'key-auths',
  'key-sets',
  'keys',
  'licenses',
  'mtls-auths',
  'oauth2',
  'partials',
  'plugin-schemas',
  'plugins',
  'routes',
  'services',
  'snis',
  'upstreams',
  'targets',
  'vaults',
];

/**
 * Answers for collections of the gateway that aren't kept here: a list is empty and a write is 501. Tools that read
 * every collection, decK for one, go on working; and nobody is led to believe that something was stored. A control
 * plane that isn't there is 404, as it is for all else.
 */
export function addUnsupportedCollections(
  app: FastifyInstance,
  store: EntityStore,
  supported: ReadonlySet<string>,
): void {
  const preHandler = needControlPlane(store);
  for (const collection of GATEWAY_COLLECTIONS) {
    if (supported.has(collection)) {
      continue;
    }
    app.get(`/${collection}`, { preHandler }, (_request, reply) => {
      sendJsonText(reply, 200, '{"data":[],"next":null}');
    });
    app.route({
      method: ['POST', 'PUT', 'PATCH', 'DELETE'],
      url: `/${collection}`,
      preHandler,
      handler: (_request, reply) => sendCoreEntityError(reply, unsupported(collection)),
    });
    app.route({
      method: ['POST', 'PUT', 'PATCH', 'DELETE'],
      url: `/${collection}/*`,
      preHandler,
      handler: (_request, reply) => sendCoreEntityError(reply, unsupported(collection)),
    });
  }
}

function unsupported(collection: string) {
  return plainCoreEntityError(
    501,
    GRPC_CODE.unimplemented,
    `This control plane does not keep ${collection} yet; nothing was stored.`,
  );
}
