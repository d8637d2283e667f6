import type { ServedResource } from '../registry/served-resource.ts';
import { kindDefinitionName } from './definition-names.ts';
import { type GroupVersionKind, scaleKind } from './definitions.ts';
import { type Action, type QueryParameter, queryParameters } from './query-parameters.ts';

/** A path of a resource, and what can be done there; both dialects are written from it. */
export interface ApiPath {
  path: string;
  /** The parameters in the path: `namespace`, `name`. */
  pathParameters: string[];
  operations: Operation[];
}

/** One request. */
export interface Operation {
  method: 'get' | 'put' | 'post' | 'delete' | 'patch';
  action: Action;
  id: string;
  description: string;
  kind: GroupVersionKind;
  queryParameters: readonly QueryParameter[];
  /** The body, where there is one. */
  body: { definition: string; contentTypes: string[] } | undefined;
  /** What is answered when all goes well, by status code. */
  responses: Record<string, { description: string; definition: string }>;
}

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const methods: Record<Action, Operation['method']> = {
  list: 'get',
  get: 'get',
  post: 'post',
  put: 'put',
  patch: 'patch',
  delete: 'delete',
  deletecollection: 'delete',
};

/** The verbs that actions stand for where they are called otherwise. */
const verbs: Partial<Record<Action, string>> = { post: 'create', put: 'update' };

/** The paths of a resource: collection, object, and subresources; for namespaced ones the list of all, too. */
export function apiPaths(resource: ServedResource): ApiPath[] {
  const { group, version, plural, namespaced } = resource;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const collection = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`;
  const scope = namespaced ? ['namespace'] : [];
  const paths = [
    apiPath(resource, collection, scope, ['list', 'post', 'deletecollection']),
    apiPath(resource, `${collection}/{name}`, ['name', ...scope], ['get', 'put', 'patch', 'delete']),
  ];
  const subresources = [resource.statusSubresource ? 'status' : '', resource.scaleSubresource ? 'scale' : ''];
  for (const subresource of subresources.filter((name) => name !== '')) {
    const path = `${collection}/{name}/${subresource}`;
    paths.push(apiPath(resource, path, ['name', ...scope], ['get', 'put', 'patch'], subresource));
  }
  if (namespaced) paths.push(apiPath(resource, `${root}/${plural}`, [], ['list'], 'ForAllNamespaces'));
  return paths.filter(({ operations }) => operations.length > 0);
}

function apiPath(
  resource: ServedResource,
  path: string,
  pathParameters: string[],
  actions: Action[],
  part = '',
): ApiPath {
  const possible = actions.filter((action) => resource.verbs.includes(verbs[action] ?? action));
  return { path, pathParameters, operations: possible.map((action) => operation(resource, action, part)) };
}

function operation(resource: ServedResource, action: Action, part: string): Operation {
  const { group, version, kind } = resource;
  const shown = part === 'scale' ? 'io.k8s.api.autoscaling.v1.Scale' : kindDefinitionName(resource, kind);
  return {
    method: methods[action],
    action,
    id: operationId(resource, action, part),
    description: describe(resource, action, part),
    kind: part === 'scale' ? scaleKind : { group, kind, version },
    queryParameters: queryParameters[action],
    body: body(resource, action, shown),
    responses: responses(resource, action, shown),
  };
}

function body(resource: ServedResource, action: Action, definition: string): Operation['body'] {
  switch (action) {
    case 'post':
    case 'put':
      return { definition, contentTypes: ['application/json', 'application/yaml'] };
    case 'patch':
      return { definition: `${meta}.Patch`, contentTypes: patchTypes(resource) };
    case 'delete':
    case 'deletecollection':
      return { definition: `${meta}.DeleteOptions`, contentTypes: ['application/json', 'application/yaml'] };
    default:
      return undefined;
  }
}

function patchTypes({ builtIn }: ServedResource): string[] {
  const strategic = builtIn ? ['application/strategic-merge-patch+json'] : [];
  return [
    'application/apply-patch+yaml',
    'application/json-patch+json',
    'application/merge-patch+json',
    ...strategic,
  ];
}

function responses(resource: ServedResource, action: Action, shown: string): Operation['responses'] {
  if (action === 'list')
    return { 200: { description: 'OK', definition: kindDefinitionName(resource, resource.listKind) } };
  const definition = action.startsWith('delete') ? `${meta}.Status` : shown;
  const ok = { 200: { description: 'OK', definition } };
  const created = { 201: { description: 'Created', definition } };
  const accepted = { 202: { description: 'Accepted', definition } };
  if (action === 'post') return { ...ok, ...created, ...accepted };
  if (action === 'put' || action === 'patch') return { ...ok, ...created };
  return action === 'delete' ? { ...ok, ...accepted } : ok;
}

/** `listConfigurationKonghqComV1alpha1NamespacedKongTarget` */
function operationId(
  { group, version, kind, namespaced }: ServedResource,
  action: Action,
  part: string,
): string {
  const verb = {
    list: 'list',
    get: 'read',
    post: 'create',
    put: 'replace',
    patch: 'patch',
    delete: 'delete',
  };
  const first = action === 'deletecollection' ? 'deleteCollection' : verb[action];
  const groupName = group === '' ? ['core'] : group.replace(/\.k8s\.io$/, '').split(/[.-]/);
  const scope = namespaced && part !== 'ForAllNamespaces' ? 'Namespaced' : '';
  return `${first}${groupName.map(capitalised).join('')}${capitalised(version)}${scope}${kind}${capitalised(part)}`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function describe({ kind }: ServedResource, action: Action, part: string): string {
  const of = part === 'status' || part === 'scale' ? `${part} of the given ${kind}` : `the given ${kind}`;
  switch (action) {
    case 'list':
      return `lists or watches ${kind} objects`;
    case 'post':
      return `creates a ${kind}`;
    case 'deletecollection':
      return `deletes ${kind} objects`;
    case 'get':
      return `reads ${of}`;
    case 'put':
      return `replaces ${of}`;
    case 'patch':
      return `changes parts of ${of}`;
    case 'delete':
      return `deletes ${of}`;
  }
}
