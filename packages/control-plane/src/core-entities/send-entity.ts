import type { FastifyReply } from 'fastify';
import { roleIn } from '../access/role.ts';
import { identityOf } from '../http/authenticate.ts';
import { entityTag, isUnmodified } from '../http/conditions.ts';
import { sendCoreEntityError } from '../http/core-entity-replies.ts';
import { sendJsonText } from '../http/send-json.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import { encodeOffset } from './entity-offset.ts';
import { withoutSecrets } from './entity-secrets.ts';
import type { EntityStore } from './entity-store.ts';
import type { Collection } from './list-entities.ts';
import { type ListQuery, type QueryParameters, readListQuery } from './list-query.ts';

/**
 * Sends one entity with its entity tag; a GET of what the client has already is 304. Secret fields are only for who may
 * write them.
 */
export function sendEntity(
  reply: FastifyReply,
  status: number,
  descriptor: EntityDescriptor,
  controlPlaneId: string,
  body: string,
): FastifyReply {
  const { request } = reply;
  const visible = visibleTo(reply, descriptor, controlPlaneId)(body);
  const tag = entityTag(visible);
  reply.header('etag', tag);
  return request.method === 'GET' && isUnmodified(request.headers, tag)
    ? reply.code(304).send()
    : sendJsonText(reply, status, visible);
}

/** Sends the page of a collection that the query string asks for. */
export async function sendEntityPage(
  reply: FastifyReply,
  store: EntityStore,
  collection: Collection,
): Promise<FastifyReply> {
  const { request } = reply;
  const parameters = request.query as QueryParameters;
  const result = readListQuery(parameters);
  if (!result.ok) {
    return sendCoreEntityError(reply, result.error);
  }
  const { bodies, last } = await store.list(collection, result.query);
  const visible = bodies.map(visibleTo(reply, collection.descriptor, collection.controlPlaneId));
  const data = `[${visible.join(',')}]`;
  if (last === undefined) {
    return sendJsonText(reply, 200, `{"data":${data},"next":null}`);
  }
  const offset = encodeOffset(last);
  const next = JSON.stringify(nextPath(request.url, parameters, result.query, offset));
  return sendJsonText(reply, 200, `{"data":${data},"next":${next},"offset":"${offset}"}`);
}

/** How the request's sender gets to see an entity. */
function visibleTo(
  { request }: FastifyReply,
  descriptor: EntityDescriptor,
  controlPlaneId: string,
): (body: string) => string {
  const isOpen =
    descriptor.secretFields.length === 0 || roleIn(identityOf(request).roles, controlPlaneId) === 'admin';
  return isOpen ? (body) => body : (body) => withoutSecrets(descriptor, body);
}

/** The path of the next page: the same question, from the offset on. */
function nextPath(url: string, parameters: QueryParameters, query: ListQuery, offset: string): string {
  const search = new URLSearchParams({ offset, size: String(query.size) });
  for (const name of ['tags', 'sort_desc', 'filter[name][eq]', 'filter[name][contains]']) {
    const value = parameters[name];
    if (typeof value === 'string' && value !== '') {
      search.set(name, value);
    }
  }
  const [path = ''] = url.split('?', 1);
  return `${path}?${search}`;
}
