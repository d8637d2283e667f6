import { createHash } from 'node:crypto';
import type { JsonObject } from '../kube-object.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { type ApiPath, apiPaths, type Operation } from './api-paths.ts';
import { definitionsFor } from './definitions.ts';
import { reference, writeDefinitions } from './write-schema.ts';

/** A part of the OpenAPI v3 description: the resources of one group and version. */
export interface OpenApiDocument {
  /** Where it is found below `/openapi/v3/`, and where its resources are: `api/v1`, `apis/apps/v1`. */
  path: string;
  /** JSON. */
  body: string;
  /** Tells this content from any other; clients keep what they got under it for good. */
  hash: string;
}

/**
 * The document of a group and version, as `/openapi/v3/<path>` answers it: paths, parameters and schemas, with the
 * extensions by which kubectl finds kinds (`x-kubernetes-group-version-kind`) and learns what they can.
 *
 * @param resources all resources of the group and version; at least one
 * @param release the release of Kubernetes that is served, such as `v1.35.0`
 */
export function openApiDocument(resources: readonly ServedResource[], release: string): OpenApiDocument {
  const [first] = resources;
  if (first === undefined) throw new Error('An OpenAPI document needs a resource that it is about');
  const body = JSON.stringify({
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: release },
    paths: Object.fromEntries(
      resources
        .flatMap(apiPaths)
        .toSorted((a, b) => (a.path < b.path ? -1 : 1))
        .map((path) => [path.path, writePath(path)]),
    ),
    components: { schemas: writeDefinitions(definitionsFor(resources), 'v3') },
  });
  const { group, version } = first;
  const path = group === '' ? `api/${version}` : `apis/${group}/${version}`;
  return { path, body, hash: createHash('sha256').update(body).digest('hex').toUpperCase() };
}

/** The list of documents, as `/openapi/v3` answers it. */
export function openApiIndex(documents: readonly OpenApiDocument[]): JsonObject {
  const entries = documents.map(({ path, hash }) => [
    path,
    { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` },
  ]);
  return { paths: Object.fromEntries(entries) };
}

function writePath({ pathParameters, operations }: ApiPath): JsonObject {
  const parameters = pathParameters.map((name) => ({
    name,
    in: 'path',
    description: name === 'name' ? 'Name of the object.' : 'Namespace of the object.',
    required: true,
    schema: { type: 'string', uniqueItems: true },
  }));
  return {
    ...Object.fromEntries(operations.map((operation) => [operation.method, writeOperation(operation)])),
    parameters,
  };
}

function writeOperation(operation: Operation): JsonObject {
  const { id, description, action, kind, body } = operation;
  const answerTypes = ['application/json', 'application/yaml'];
  const content = (definition: string, types: string[]) =>
    Object.fromEntries(types.map((type) => [type, { schema: reference(definition, 'v3') }]));
  const responses = Object.entries(operation.responses).map(([code, { description, definition }]) => [
    code,
    { description, content: content(definition, answerTypes) },
  ]);
  return {
    operationId: id,
    description,
    parameters: operation.queryParameters.map(({ name, type, description }) => ({
      name,
      in: 'query',
      description,
      schema: { type, uniqueItems: true },
    })),
    ...(body && {
      requestBody: { content: content(body.definition, body.contentTypes), required: action !== 'delete' },
    }),
    responses: { ...Object.fromEntries(responses), 401: { description: 'Unauthorized' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { ...kind },
  };
}
