import type { CoreEntityError } from '@sluice/konnect-api';
import type { FastifyInstance } from 'fastify';
import { writePrecondition } from '../http/conditions.ts';
import { sendCoreEntityError } from '../http/core-entity-replies.ts';
import { parseUuid } from '../http/uuid.ts';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.ts';
import type { EntityRow } from '../storage/entity-statements.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import { type EntityParams, type EntityTarget, notAUuid, readEntityPath } from './entity-path.ts';
import type { EntityStore } from './entity-store.ts';
import { compileEntityReader } from './read-entity.ts';
import { sendEntity, sendEntityPage } from './send-entity.ts';
import { notFoundError } from './write-access.ts';

/**
 * The routes of one type of entity below `…/core-entities`: a type that needs a parent has them below the parent and can
 * only be listed as a whole; one that may have a parent has them all in both places. They answer in this order: a path
 * that isn't one, a control plane that isn't there or doesn't take entities, a body that isn't right, and only then what
 * the store says.
 */
export function addEntityRoutes(
  app: FastifyInstance,
  store: EntityStore,
  descriptor: EntityDescriptor,
): void {
  const { parent, collection } = descriptor;
  addList(app, store, descriptor, `/${collection}`);
  if (parent?.required !== true) {
    addWrites(app, store, descriptor, `/${collection}`);
  }
  if (parent !== undefined) {
    const below = `/${parent.collection}/:parentId/${collection}`;
    addList(app, store, descriptor, below);
    addWrites(app, store, descriptor, below);
  }
}

function addList(app: FastifyInstance, store: EntityStore, descriptor: EntityDescriptor, path: string): void {
  const { parent } = descriptor;
  app.get(path, async (request, reply) => {
    const result = await readEntityPath(request, store, 'read');
    if (!result.ok) {
      return sendCoreEntityError(reply, result.error);
    }
    const { scope, parentId } = result.target;
    if (parent !== undefined && parentId !== undefined && !(await store.byId(scope, parent.type, parentId))) {
      return sendCoreEntityError(reply, notFoundError(parent.type));
    }
    return sendEntityPage(reply, store, { descriptor, controlPlaneId: scope.controlPlaneId, parentId });
  });
}

function addWrites(
  app: FastifyInstance,
  store: EntityStore,
  descriptor: EntityDescriptor,
  path: string,
): void {
  const readEntity = compileEntityReader(descriptor);
  const { type } = descriptor;

  async function find(
    { scope, parentId }: EntityTarget,
    idOrName: string,
  ): Promise<EntityRow | CoreEntityError> {
    const id = parseUuid(idOrName);
    if (id === undefined && !descriptor.named) {
      return notAUuid(idOrName);
    }
    const row =
      (id && (await store.byId(scope, type, id))) ||
      (descriptor.named ? await store.byName(scope, type, idOrName) : undefined);
    const isHere = row !== undefined && (parentId === undefined || row.parent_id === parentId);
    return isHere ? row : notFoundError('');
  }

  app.post(path, async (request, reply) => {
    const result = await readEntityPath(request, store, 'write');
    if (!result.ok) {
      return sendCoreEntityError(reply, result.error);
    }
    const { scope, parentId } = result.target;
    const input = readEntity(request.body, { parentId });
    if (!input.ok) {
      return sendCoreEntityError(reply, input.error);
    }
    const write = { descriptor, scope, draft: input.draft, mode: 'create' } as const;
    const written = await store.write(write, idempotencyKeyOf(request));
    return written.ok
      ? sendEntity(reply, 201, descriptor, scope.controlPlaneId, written.body)
      : sendCoreEntityError(reply, written.error);
  });

  app.get(`${path}/:id`, async (request, reply) => {
    const result = await readEntityPath(request, store, 'read');
    if (!result.ok) {
      return sendCoreEntityError(reply, result.error);
    }
    const found = await find(result.target, (request.params as Required<EntityParams>).id);
    return 'seq' in found
      ? sendEntity(reply, 200, descriptor, found.control_plane_id, found.body)
      : sendCoreEntityError(reply, found);
  });

  app.put(`${path}/:id`, async (request, reply) => {
    const result = await readEntityPath(request, store, 'write');
    if (!result.ok) {
      return sendCoreEntityError(reply, result.error);
    }
    const { scope, parentId } = result.target;
    const params = request.params as Required<EntityParams>;
    const id = parseUuid(params.id);
    if (id === undefined) {
      return sendCoreEntityError(reply, notAUuid(params.id));
    }
    const input = readEntity(request.body, { id, parentId });
    if (!input.ok) {
      return sendCoreEntityError(reply, input.error);
    }
    const precondition = writePrecondition(request.headers);
    const written = await store.write({ descriptor, scope, draft: input.draft, mode: 'put', precondition });
    return written.ok
      ? sendEntity(reply, 200, descriptor, scope.controlPlaneId, written.body)
      : sendCoreEntityError(reply, written.error);
  });

  app.delete(`${path}/:id`, async (request, reply) => {
    const result = await readEntityPath(request, store, 'write');
    if (!result.ok) {
      return sendCoreEntityError(reply, result.error);
    }
    const params = request.params as Required<EntityParams>;
    const id = parseUuid(params.id);
    if (id === undefined) {
      return sendCoreEntityError(reply, notAUuid(params.id));
    }
    const precondition = writePrecondition(request.headers);
    const error = await store.delete({ descriptor, ...result.target, id, precondition });
    return error === undefined ? reply.code(204).send() : sendCoreEntityError(reply, error);
  });
}
