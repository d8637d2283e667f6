import type { RequestAttributes } from '../authorization/request-attributes.ts';
import type { Discovery } from '../discovery/discovery.ts';
import { notSupported } from '../registry/not-supported.ts';
import { queryFlag } from '../registry/query-flag.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import { subresourceOf } from '../registry/subresources.ts';
import type { Target } from '../registry/target.ts';
import { methodNotAllowed, unknownPath } from '../status/api-error.ts';
import { pathAttributes, resourceAttributes } from './access-attributes.ts';
import type { ApiRequest } from './api-request.ts';
import type { ApiResponse } from './api-response.ts';
import { parseResourcePath, type ResourcePath } from './request-info.ts';
import { handleResource, type Verb } from './resource-handler.ts';

/** What a request turned out to be, for metrics and logs. */
export interface Route {
  /** In capitals, as the API server's own metrics have it. */
  verb: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  /** Whether it is answered to anybody, without a credential. */
  isPublic: boolean;
  /** What the client has to be permitted for it. */
  attributes: RequestAttributes;
  /** Answers the request; rejects with an ApiError when it refuses. */
  handle(): Promise<ApiResponse>;
}

/** A path that doesn't lead to resources, such as `/healthz`. */
export type PathHandler = (request: ApiRequest) => Promise<ApiResponse> | ApiResponse;

/** A path with a handler of its own. */
export interface PathRoute {
  handle: PathHandler;
  isPublic?: boolean;
}

/** Finds out what a request is about and who answers it. */
export class Router {
  readonly #context: RegistryContext;
  readonly #discovery: Discovery;
  readonly #paths: ReadonlyMap<string, PathRoute>;
  /** Those of `paths` whose key is a prefix. */
  readonly #prefixes: readonly (readonly [string, PathRoute])[];

  /** @param paths handlers by path, and by path prefix where the key ends in a slash; `/` is itself alone */
  constructor(context: RegistryContext, discovery: Discovery, paths: ReadonlyMap<string, PathRoute>) {
    this.#context = context;
    this.#discovery = discovery;
    this.#paths = paths;
    this.#prefixes = [...paths].filter(([prefix]) => prefix.length > 1 && prefix.endsWith('/'));
  }

  route(request: ApiRequest): Route {
    const found = this.#pathRoute(request.path);
    if (found !== undefined) {
      const handle = async (): Promise<ApiResponse> => {
        if (request.method !== 'GET' && request.method !== 'HEAD') {
          throw methodNotAllowed({ group: '', resource: request.path }, request.method.toLowerCase());
        }
        return found.handle(request);
      };
      return plain(request, handle, found.isPublic);
    }
    const path = parseResourcePath(request.path);
    if (path === undefined) return plain(request, refuseUnknown);
    const verb = verbOf(request, path);
    const attributes = resourceAttributes(request, path, verb);
    const served = this.#context.catalog.find(path.group, path.version, path.resource);
    // Whether a resource exists is told to those only who might use it.
    if (served === undefined) return { ...plain(request, refuseUnknown), attributes };
    const { resource } = served;
    // What a CRD calls cluster-scoped has no objects within namespaces, and the other way round.
    const target: Target = {
      ...served,
      namespace: path.namespace,
      name: path.name,
      subresource: path.subresource,
    };
    return {
      verb: metricVerb(verb, request),
      group: path.group,
      version: path.version,
      resource: path.resource,
      subresource: path.subresource,
      isPublic: false,
      attributes,
      handle: async () => {
        if (!isPlaced(target) || isUnknownPart(target)) throw unknownPath();
        if (verb === undefined || !isSupported(verb, target)) {
          throw notSupported(resource, target.version.served, verb ?? request.method.toLowerCase());
        }
        return handleResource(verb, this.#context, target, request);
      },
    };
  }

  #pathRoute(path: string): PathRoute | undefined {
    // Clients that are generated from the OpenAPI document ask for `/version/`.
    const exact = this.#paths.get(path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
    if (exact !== undefined) return exact;
    const prefixed = this.#prefixes.find(([prefix]) => path.startsWith(prefix));
    if (prefixed !== undefined) return prefixed[1];
    const handle = this.#discovery.handler(path);
    return handle && { handle };
  }
}

function plain(request: ApiRequest, handle: () => Promise<ApiResponse>, isPublic = false): Route {
  const attributes = pathAttributes(request);
  const { method: verb } = request;
  return { verb, group: '', version: '', resource: '', subresource: '', isPublic, attributes, handle };
}

async function refuseUnknown(): Promise<never> {
  throw unknownPath();
}

function verbOf({ method, query }: ApiRequest, { name, subresource }: ResourcePath): Verb | undefined {
  const isCollection = name === '';
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (!isCollection) return 'get';
      return queryFlag(query, 'watch') ? 'watch' : 'list';
    case 'POST':
      return isCollection || subresource !== '' ? 'create' : undefined;
    case 'PUT':
      return isCollection ? undefined : 'update';
    case 'PATCH':
      return isCollection ? undefined : 'patch';
    case 'DELETE':
      return isCollection ? 'deletecollection' : 'delete';
    default:
      return undefined;
  }
}

const metricVerbs: Partial<Record<Verb, string>> = {
  list: 'LIST',
  watch: 'WATCH',
  deletecollection: 'DELETECOLLECTION',
};

function metricVerb(verb: Verb | undefined, { method, headers }: ApiRequest): string {
  if (method === 'PATCH' && String(headers['content-type']).startsWith('application/apply-patch'))
    return 'APPLY';
  return (verb && metricVerbs[verb]) ?? (method === 'HEAD' ? 'GET' : method);
}

/** Whether the path has a namespace exactly where the resource has one. */
function isPlaced({ resource, namespace, name }: Target): boolean {
  if (!resource.namespaced) return namespace === '';
  return namespace !== '' || name === '';
}

function isUnknownPart(target: Target): boolean {
  return target.subresource !== '' && subresourceOf(target) === undefined;
}

function isSupported(verb: Verb, target: Target): boolean {
  if (target.subresource === '') return target.version.served.verbs.includes(verb);
  return subresourceOf(target)?.verbs.includes(verb) ?? false;
}
