import { type CoreEntityError, GRPC_CODE, plainCoreEntityError } from '@sluice/konnect-api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../audit/actor.ts';
import { identityOf } from '../http/authenticate.ts';
import { sendCoreEntityError } from '../http/core-entity-replies.ts';
import { sendJsonText } from '../http/send-json.ts';
import { parseUuid } from '../http/uuid.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import { encodeOffset } from './entity-offset.ts';
import type { EntityRow } from './entity-queries.ts';
import type { EntityStore } from './entity-store.ts';
import type { Collection } from './list-entities.ts';
import { type ListQuery, type QueryParameters, readListQuery } from './list-query.ts';
import { compileEntityReader } from './read-entity.ts';
import { type EntityScope, notFoundError, readRefusal, writeRefusal } from './write-access.ts';

interface EntityParams {
  controlPlaneId: string;
  parentId?: string;
  id?: string;
}

/** The path of a request with ids checked and in small letters. `id` may also be a name. */
interface EntityTarget {
  scope: EntityScope;
  parentId: string | undefined;
}

type TargetResult = { ok: true; target: EntityTarget } | { ok: false; error: CoreEntityError };

/**
 * The routes of one type of entity below `…/core-entities`. They answer in this order: a path that isn't one, a control
 * plane that isn't there or doesn't take entities, a body that isn't right, and only then what the store says.
 */
export function addEntityRoutes(
  app: FastifyInstance,
  store: EntityStore,
  descriptor: EntityDescriptor,
): void {
  const readEntity = compileEntityReader(descriptor);
  const { parent, collection, type } = descriptor;
  const path = parent === undefined ? `/${collection}` : `/${parent.collection}/:parentId/${collection}`;

  async function targetOf(request: FastifyRequest, access: 'read' | 'write'): Promise<TargetResult> {
    const params = request.params as EntityParams;
    const controlPlaneId = parseUuid(params.controlPlaneId);
    if (controlPlaneId === undefined) {
      return { ok: false, error: notAUuid(params.controlPlaneId) };
    }
    const scope = {
      organizationId: identityOf(request).organizationId,
      controlPlaneId,
      actor: actorOf(request),
    };
    const refusal = access === 'read' ? readRefusal : writeRefusal;
    const error = refusal(await store.controlPlane(controlPlaneId), scope);
    if (error !== undefined) {
      return { ok: false, error };
    }
    const parentId = params.parentId === undefined ? undefined : parseUuid(params.parentId);
    return params.parentId !== undefined && parentId === undefined
      ? { ok: false, error: notAUuid(params.parentId) }
      : { ok: true, target: { scope, parentId } };
  }

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
    return row !== undefined && row.parent_id === (parentId ?? null) ? row : notFoundError('');
  }

  app.get(path, async (request, reply) => {
    const result = await targetOf(request, 'read');
    if (!result.ok) {
      return sendCoreEntityError(reply, result.error);
    }
    const { scope, parentId } = result.target;
    if (parent !== undefined && parentId !== undefined && !(await store.byId(scope, parent.type, parentId))) {
      return sendCoreEntityError(reply, notFoundError(parent.type));
    }
    return sendPage(request, reply, store, { descriptor, controlPlaneId: scope.controlPlaneId, parentId });
  });

  if (parent !== undefined) {
    app.get(`/${collection}`, async (request, reply) => {
      const result = await targetOf(request, 'read');
      if (!result.ok) {
        return sendCoreEntityError(reply, result.error);
      }
      const { controlPlaneId } = result.target.scope;
      return sendPage(request, reply, store, { descriptor, controlPlaneId, parentId: undefined });
    });
  }

  app.post(path, async (request, reply) => {
    const result = await targetOf(request, 'write');
    if (!result.ok) {
      return sendCoreEntityError(reply, result.error);
    }
    const { scope, parentId } = result.target;
    const input = readEntity(request.body, { parentId });
    if (!input.ok) {
      return sendCoreEntityError(reply, input.error);
    }
    const written = await store.write({ descriptor, scope, draft: input.draft, mode: 'create' });
    return written.ok ? sendJsonText(reply, 201, written.body) : sendCoreEntityError(reply, written.error);
  });

  app.get(`${path}/:id`, async (request, reply) => {
    const result = await targetOf(request, 'read');
    if (!result.ok) {
      return sendCoreEntityError(reply, result.error);
    }
    const found = await find(result.target, (request.params as Required<EntityParams>).id);
    return 'seq' in found ? sendJsonText(reply, 200, found.body) : sendCoreEntityError(reply, found);
  });

  app.put(`${path}/:id`, async (request, reply) => {
    const result = await targetOf(request, 'write');
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
    const written = await store.write({ descriptor, scope, draft: input.draft, mode: 'put' });
    return written.ok ? sendJsonText(reply, 200, written.body) : sendCoreEntityError(reply, written.error);
  });

  app.delete(`${path}/:id`, async (request, reply) => {
    const result = await targetOf(request, 'write');
    if (!result.ok) {
      return sendCoreEntityError(reply, result.error);
    }
    const params = request.params as Required<EntityParams>;
    const id = parseUuid(params.id);
    if (id === undefined) {
      return sendCoreEntityError(reply, notAUuid(params.id));
    }
    const error = await store.delete({ descriptor, ...result.target, id });
    return error === undefined ? reply.code(204).send() : sendCoreEntityError(reply, error);
  });
}

async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  store: EntityStore,
  collection: Collection,
): Promise<FastifyReply> {
  const parameters = request.query as QueryParameters;
  const result = readListQuery(parameters);
  if (!result.ok) {
    return sendCoreEntityError(reply, result.error);
  }
  const { bodies, last } = await store.list(collection, result.query);
  const data = `[${bodies.join(',')}]`;
  if (last === undefined) {
    return sendJsonText(reply, 200, `{"data":${data},"next":null}`);
  }
  const offset = encodeOffset(last);
  const next = JSON.stringify(nextPath(request, parameters, result.query, offset));
  return sendJsonText(reply, 200, `{"data":${data},"next":${next},"offset":"${offset}"}`);
}

/** The path of the next page: the same question, from the offset on. */
function nextPath(
  request: FastifyRequest,
  parameters: QueryParameters,
  query: ListQuery,
  offset: string,
): string {
  const search = new URLSearchParams({ offset, size: String(query.size) });
  for (const name of ['tags', 'sort_desc', 'filter[name][eq]', 'filter[name][contains]']) {
    const value = parameters[name];
    if (typeof value === 'string' && value !== '') {
      search.set(name, value);
    }
  }
  const [path = ''] = request.url.split('?', 1);
  return `${path}?${search}`;
}

function notAUuid(text: string): CoreEntityError {
  return plainCoreEntityError(400, GRPC_CODE.invalidArgument, `'${text}' is not a valid uuid`);
}
