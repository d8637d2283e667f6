import type { JsonObject } from '../kube-object.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { type ApiPath, apiPaths, type Operation } from './api-paths.ts';
import { definitionsFor } from './definitions.ts';
import { reference, writeDefinitions } from './write-schema.ts';

/**
 * The description of everything in Swagger 2.0, as `/openapi/v2` answers it. kubectl before 1.27, and other
 * clients of that age, know no other.
 *
 * @param release the release of Kubernetes that is served, such as `v1.35.0`
 */
export function swaggerDocument(resources: readonly ServedResource[], release: string): JsonObject {
  const paths = resources.flatMap(apiPaths).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: release },
    paths: Object.fromEntries(paths.map((path) => [path.path, writePath(path)])),
    definitions: writeDefinitions(definitionsFor(resources), 'v2'),
  };
}

function writePath({ pathParameters, operations }: ApiPath): JsonObject {
  const parameters = pathParameters.map((name) => ({
    uniqueItems: true,
    type: 'string',
    description: name === 'name' ? 'Name of the object.' : 'Namespace of the object.',
    name,
    in: 'path',
    required: true,
  }));
  return {
    ...Object.fromEntries(operations.map((operation) => [operation.method, writeOperation(operation)])),
    parameters,
  };
}

function writeOperation({ id, description, action, kind, body, ...operation }: Operation): JsonObject {
  const parameters: JsonObject[] = operation.queryParameters.map(({ name, type, description }) => ({
    uniqueItems: true,
    type,
    description,
    name,
    in: 'query',
  }));
  if (body !== undefined) {
    const required = action !== 'delete' && action !== 'deletecollection';
    parameters.push({ name: 'body', in: 'body', required, schema: reference(body.definition, 'v2') });
  }
  const responses = Object.entries(operation.responses).map(([code, { description, definition }]) => [
    code,
    { description, schema: reference(definition, 'v2') },
  ]);
  return {
    description,
    consumes: body?.contentTypes ?? ['*/*'],
    produces: ['application/json', 'application/yaml'],
    operationId: id,
    parameters,
    responses: { ...Object.fromEntries(responses), 401: { description: 'Unauthorized' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { ...kind },
  };
}
