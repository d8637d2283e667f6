import { PROBLEM_CONTENT_TYPE } from '@sluice/konnect-api';
import type { ApiOperation, ErrorStyle } from './api-operation.ts';
import { apiOperations } from './api-operations.ts';

/** An OpenAPI 3.1 document, as far as this package writes one. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  security: object[];
  paths: Record<string, Record<string, object>>;
  components: object;
}

const ERROR_WORDS: Readonly<Record<number, string>> = {
  400: 'The request is wrong; the answer names what and why.',
  401: 'The request has no token that is known.',
  403: 'The token may not do this, or this kind of control plane takes no such call.',
  404: 'There is no such thing, or it is somebody else’s.',
  409: 'What is there already stands against it; the answer says what.',
  412: 'It is not what the condition of the request asks for.',
  413: 'The body is too large.',
  414: 'What stands in the path is too long to be an id or a name.',
  422: 'The Idempotency-Key was used for another request before.',
  429: 'Too many requests; `Retry-After` says when to come again.',
  500: 'The server failed; its log has the trace.',
};

const SUCCESS_WORDS: Readonly<Record<ApiOperation['status'], string>> = {
  200: 'All is well.',
  201: 'It was made.',
  204: 'Done.',
  302: 'The browser goes on to another address.',
  501: 'Nothing was stored.',
};

/** What any request may be answered with. */
const COMMON_ERRORS = [401, 403, 429, 500];

/** What a request may be answered with where anybody may send it. */
const OPEN_ERRORS = [500];

/** The description of this server's API, made of the very schemas that requests are checked with. */
export function openApiDocument(): OpenApiDocument {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of apiOperations) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = operationObject(operation);
    paths[operation.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluice control plane',
      version: '2',
      description: 'Konnect’s Gateway Manager API as the control plane of Sluice serves it.',
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token that begins with kpat_ or spat_.' },
      },
      schemas: { Problem: problemSchema, CoreEntityError: coreEntityErrorSchema },
    },
  };
}

function operationObject(operation: ApiOperation): object {
  const parameters = [
    ...pathParameters(operation),
    ...queryParameters(operation),
    ...headerParameters(operation),
  ];
  return {
    summary: operation.summary,
    tags: [operation.tag],
    operationId: operationId(operation),
    ...(operation.open === true ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: operation.body } } } }),
    responses: responses(operation),
  };
}

function operationId({ method, path }: ApiOperation): string {
  return `${method.toLowerCase()}-${path.replace(/[{}]/g, '').split('/').filter(Boolean).join('-')}`;
}

function pathParameters({ path }: ApiOperation): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query = [] }: ApiOperation): object[] {
  return query.map(({ name, description, type = 'string' }) => ({
    name,
    in: 'query',
    description,
    schema: { type },
  }));
}

function headerParameters({ method, conditional, idempotent }: ApiOperation): object[] {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  });
  if (idempotent === true) {
    return [
      header(
        'Idempotency-Key',
        'Makes the request happen once: repeated with the same key within 24 hours, it gets the same answer.',
      ),
    ];
  }
  if (conditional !== true) {
    return [];
  }
  return method === 'GET'
    ? [header('If-None-Match', 'The `ETag` that the client has: 304 where it is still right.')]
    : [header('If-Match', 'The `ETag` that must still be right: 412 where it is not.')];
}

function responses(operation: ApiOperation): Record<string, object> {
  const { method, path, status, answer, body, errors, conditional, idempotent, open } = operation;
  const statuses = new Set([...(open ? OPEN_ERRORS : COMMON_ERRORS), ...(operation.errorStatuses ?? [])]);
  if (path.includes('{') || body !== undefined || operation.query !== undefined) {
    statuses.add(400);
  }
  if (body !== undefined) {
    statuses.add(413);
  }
  if (path.includes('{')) {
    statuses.add(404).add(414);
  }
  if (idempotent === true) {
    statuses.add(422);
  }
  if (conditional === true && method !== 'GET') {
    statuses.add(412);
  }
  const success = {
    description: SUCCESS_WORDS[status],
    ...(conditional === true && answer !== undefined
      ? {
          headers: { ETag: { schema: { type: 'string' }, description: 'Tells this answer from any other.' } },
        }
      : {}),
    ...contentOf(operation),
  };
  statuses.delete(status);
  return {
    [status]: success,
    ...(conditional === true && method === 'GET'
      ? { 304: { description: 'The client has it already.' } }
      : {}),
    ...Object.fromEntries([...statuses].sort().map((error) => [error, errorResponse(error, errors)])),
  };
}

function contentOf({ status, answer, answerType, errors }: ApiOperation): { content?: object } {
  if (status === 501) {
    return { content: errorContent(errors) };
  }
  if (answerType !== undefined) {
    return { content: { [answerType]: { schema: answer ?? text } } };
  }
  return answer === undefined ? {} : { content: { 'application/json': { schema: answer } } };
}

function errorResponse(status: number, style: ErrorStyle): object {
  return { description: ERROR_WORDS[status] ?? '', content: errorContent(style) };
}

function errorContent(style: ErrorStyle): object {
  const [type, name] =
    style === 'problem' ? [PROBLEM_CONTENT_TYPE, 'Problem'] : ['application/json', 'CoreEntityError'];
  return { [type]: { schema: { $ref: `#/components/schemas/${name}` } } };
}

const text = { type: 'string' };

const problemSchema = {
  type: 'object',
  description: 'A problem document (RFC 9457).',
  properties: {
    status: { type: 'integer' },
    title: text,
    instance: { type: 'string', description: '`kong:trace:<digits>`, by which the log is searched.' },
    detail: text,
    invalid_parameters: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: text, reason: text, rule: text, source: text },
        required: ['field', 'reason'],
      },
    },
  },
  required: ['status', 'title', 'instance', 'detail'],
};

const coreEntityErrorSchema = {
  type: 'object',
  description: 'What is wrong with a core entity. A 401 has `status` in the place of `code`.',
  properties: {
    code: { type: 'integer', description: 'A status code of gRPC.' },
    status: { type: 'integer' },
    message: text,
    details: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          '@type': text,
          type: { enum: ['ERROR_TYPE_FIELD', 'ERROR_TYPE_ENTITY', 'ERROR_TYPE_REFERENCE'] },
          field: { type: 'string', description: 'The dotted path.' },
          messages: { type: 'array', items: text },
        },
        required: ['type', 'messages'],
      },
    },
  },
  required: ['message'],
};
