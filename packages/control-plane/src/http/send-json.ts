import type { FastifyReply } from 'fastify';

/** What JSON is sent as: exactly this. A charset has no meaning for JSON, and some clients stumble over one. */
const JSON_CONTENT_TYPE = 'application/json';

/** Sends JSON that is text already, under exactly the content type that is given. */
export function sendJsonText(
  reply: FastifyReply,
  status: number,
  json: string,
  contentType: string = JSON_CONTENT_TYPE,
): FastifyReply {
  // With a serializer of the reply's own, Fastify leaves the content type as it is.
  return reply.code(status).header('content-type', contentType).serializer(asItIs).send(json);
}

/** Sends a value as JSON. */
export function sendJson(reply: FastifyReply, status: number, value: object): FastifyReply {
  return sendJsonText(reply, status, JSON.stringify(value));
}

function asItIs(payload: unknown): string {
  return String(payload);
}
