import type { FastifyInstance } from 'fastify';
import { sendCoreEntityError } from '../http/core-entity-replies.ts';
import { sendJsonText } from '../http/send-json.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import type { EntityStore } from './entity-store.ts';
import { needControlPlane } from './need-control-plane.ts';
import { notFoundError } from './write-access.ts';

/** Answers the JSON schema of a type's body, by which decK and the page's forms know its fields and defaults. */
export function addEntitySchemaRoute(
  app: FastifyInstance,
  store: EntityStore,
  descriptors: readonly EntityDescriptor[],
): void {
  const schemas = new Map(
    descriptors.map((descriptor) => [descriptor.type, JSON.stringify(descriptor.schema)]),
  );
  app.get('/v1/schemas/json/:type', { preHandler: needControlPlane(store) }, (request, reply) => {
    const schema = schemas.get((request.params as { type: string }).type);
    return schema === undefined
      ? sendCoreEntityError(reply, notFoundError('schema'))
      : sendJsonText(reply, 200, schema);
  });
}
