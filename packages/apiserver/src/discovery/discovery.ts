import { createHash } from 'node:crypto';
import { type ApiRequest, header } from '../http/api-request.ts';
import { type ApiResponse, jsonResponse } from '../http/api-response.ts';
import { encodeBody } from '../http/encode-body.ts';
import { negotiate } from '../http/media-type.ts';
import type { ResourceCatalog, ServedVersion } from '../registry/resource-catalog.ts';
import { aggregatedDiscovery } from './aggregated.ts';
import { apiResources } from './api-resource.ts';
import { byVersionPriority } from './version-priority.ts';

/** Served resources by group and version, both in the order in which clients should prefer them. */
type Groups = ReadonlyMap<string, ReadonlyMap<string, readonly ServedVersion[]>>;

/** Versions of the aggregated document that clients ask for; kubectl before 1.30 knows the beta only. */
const aggregatedVersions = ['v2', 'v2beta1'] as const;

/**
 * Tells clients what is served: `/api`, `/apis` and what lies below, resource by resource or, for those who
 * ask, everything at once. Answers are made when first asked for after the catalog has changed.
 */
export class Discovery {
  readonly #catalog: ResourceCatalog;
  #revision = -1;
  #groups: Groups = new Map();
  #etags = new Map<string, { body: string; etag: string }>();

  constructor(catalog: ResourceCatalog) {
    this.#catalog = catalog;
  }

  /** The handler of a discovery path; undefined when it is none or leads to nothing. */
  handler(path: string): ((request: ApiRequest) => Promise<ApiResponse>) | undefined {
    const handle = this.#handler(path);
    return handle && (async (request) => asAccepted(request, handle(request)));
  }

  #handler(path: string): ((request: ApiRequest) => ApiResponse) | undefined {
    const segments = path.replace(/\/$/, '').slice(1).split('/');
    const [root, first, second] = segments;
    if (root === 'api') {
      if (segments.length === 1) return (request) => this.#root(request, 'api');
      return segments.length === 2 ? this.#version('', first) : undefined;
    }
    if (root !== 'apis') return undefined;
    if (segments.length === 1) return (request) => this.#root(request, 'apis');
    if (segments.length === 2) return this.#group(first);
    return segments.length === 3 ? this.#version(first, second) : undefined;
  }

  /** All paths that discovery answers, in the order in which clients should prefer what they lead to. */
  paths(): string[] {
    const below = [...this.#current()].flatMap(([group, versions]) => {
      const own = group === '' ? '/api' : `/apis/${group}`;
      return [own, ...[...versions.keys()].map((version) => `${own}/${version}`)];
    });
    return [...below, '/apis'];
  }

  #root(request: ApiRequest, root: 'api' | 'apis'): ApiResponse {
    const aggregated = aggregatedVersion(header(request, 'accept') ?? '');
    if (aggregated !== undefined) return this.#aggregated(request, root, aggregated);
    if (root === 'api') {
      return jsonResponse({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
    }
    const groups = [...this.#current()].filter(([name]) => name !== '').map(([name]) => this.#describe(name));
    return jsonResponse({ kind: 'APIGroupList', apiVersion: 'v1', groups });
  }

  #aggregated(request: ApiRequest, root: 'api' | 'apis', version: string): ApiResponse {
    const groups = this.#current();
    const key = `${root}/${version}`;
    let known = this.#etags.get(key);
    if (known === undefined) {
      const wanted = new Map([...groups].filter(([name]) => (name === '') === (root === 'api')));
      const body = JSON.stringify(aggregatedDiscovery(wanted, `apidiscovery.k8s.io/${version}`));
      known = { body, etag: `"${createHash('sha256').update(body).digest('hex').toUpperCase()}"` };
      this.#etags.set(key, known);
    }
    const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    const headers = { ETag: known.etag, Vary: 'Accept', 'Cache-Control': 'public' };
    if (header(request, 'if-none-match') === known.etag)
      return { status: 304, contentType, headers, body: '' };
    return { status: 200, contentType, headers, body: known.body };
  }

  #group(name: string | undefined): (() => ApiResponse) | undefined {
    if (name === undefined || name === '' || !this.#current().has(name)) return undefined;
    return () => jsonResponse({ kind: 'APIGroup', apiVersion: 'v1', ...this.#describe(name) });
  }

  #version(group: string | undefined, version: string | undefined): (() => ApiResponse) | undefined {
    const served = this.#current()
      .get(group ?? '')
      ?.get(version ?? '');
    if (served === undefined) return undefined;
    const groupVersion = group === '' ? version : `${group}/${version}`;
    const resources = served.flatMap(apiResources);
    return () => jsonResponse({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources });
  }

  #describe(name: string): Record<string, unknown> {
    const versions = [...(this.#current().get(name)?.keys() ?? [])].map((version) => ({
      groupVersion: `${name}/${version}`,
      version,
    }));
    return { name, versions, preferredVersion: versions[0] };
  }

  #current(): Groups {
    if (this.#revision !== this.#catalog.revision) {
      this.#groups = groupResources(this.#catalog);
      this.#etags.clear();
      this.#revision = this.#catalog.revision;
    }
    return this.#groups;
  }
}

/**
 * A plain answer in the form that the client takes; the aggregated form has chosen its own.
 *
 * @throws ApiError 406
 */
function asAccepted(request: ApiRequest, response: ApiResponse): ApiResponse | Promise<ApiResponse> {
  if (response.contentType !== 'application/json' || typeof response.body !== 'string') return response;
  const mediaType = negotiate(header(request, 'accept'));
  return mediaType.type === 'application/json' ? response : encodeBody(response.body, mediaType);
}

function groupResources(catalog: ResourceCatalog): Groups {
  const groups = new Map<string, Map<string, ServedVersion[]>>();
  for (const served of catalog.served()) {
    const { group, version } = served.version.served;
    const versions = groups.get(group) ?? new Map<string, ServedVersion[]>();
    groups.set(group, versions);
    versions.set(version, [...(versions.get(version) ?? []), served]);
  }
  for (const [group, versions] of groups) {
    groups.set(group, new Map([...versions].sort(([a], [b]) => byVersionPriority(a, b))));
  }
  return groups;
}

function aggregatedVersion(accept: string): string | undefined {
  if (!accept.includes('APIGroupDiscoveryList')) return undefined;
  // The client's first wish among those that can be met.
  return accept
    .split(',')
    .filter((wish) => wish.includes('as=APIGroupDiscoveryList') && wish.includes('application/json'))
    .map((wish) => aggregatedVersions.find((version) => wish.split(';').includes(`v=${version}`)))
    .find((version) => version !== undefined);
}
