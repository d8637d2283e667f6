import type { FastifyInstance } from 'fastify';
import { sendJsonText } from '../http/send-json.ts';
import { openApiDocument } from './openapi-document.ts';

/** Answers the description of the API to anybody: it says nothing about what is kept here. */
export function addOpenApiRoute(app: FastifyInstance): void {
  let json: string | undefined;
  app.get('/openapi.json', (_request, reply) => {
    json ??= JSON.stringify(openApiDocument());
    sendJsonText(reply, 200, json);
  });
}
