import { createHash } from 'node:crypto';
import { type ApiRequest, header } from '../http/api-request.ts';
import { type ApiResponse, jsonResponse } from '../http/api-response.ts';
import { negotiate } from '../http/media-type.ts';
import type { ResourceCatalog } from '../registry/resource-catalog.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { notAcceptable, unknownPath } from '../status/api-error.ts';
import { acceptsSwaggerProtobuf, encodeSwagger, swaggerProtobufType } from './encode-swagger.ts';
import { type OpenApiDocument, openApiDocument, openApiIndex } from './openapi-v3.ts';
import { swaggerDocument } from './swagger.ts';

const indexPath = '/openapi/v3';
const swaggerPath = '/openapi/v2';

/** A document, and what it was made of. */
interface DocumentPart {
  resources: readonly ServedResource[];
  document: OpenApiDocument;
}

/**
 * Answers what is below `/openapi`: the description of every resource for clients that explain, validate and merge
 * by it. Documents are made when first asked for, and again after the catalog has changed.
 */
export class OpenApi {
  readonly #catalog: ResourceCatalog;
  readonly #release: string;
  #revision = -1;
  #documents = new Map<string, OpenApiDocument>();
  /** By group and version: a change of one CRD leaves the documents of all the others as they are. */
  #parts = new Map<string, DocumentPart>();
  #swagger: { json: string; protobuf: Uint8Array; hash: string } | undefined;

  /** @param release the release of Kubernetes that is served, such as `v1.35.0` */
  constructor(catalog: ResourceCatalog, release: string) {
    this.#catalog = catalog;
    this.#release = release;
  }

  /**
   * Answers a GET below `/openapi/`.
   *
   * @throws ApiError 404, 406
   */
  respond(request: ApiRequest): ApiResponse {
    if (request.path === swaggerPath) return this.#respondSwagger(request);
    checkAcceptsJson(request);
    if (request.path === indexPath) return jsonResponse(openApiIndex([...this.#current().values()]));
    const document = this.#current().get(request.path.slice(indexPath.length + 1));
    if (!request.path.startsWith(`${indexPath}/`) || document === undefined) throw unknownPath();
    return respondDocument(request, document);
  }

  #respondSwagger(request: ApiRequest): ApiResponse {
    this.#current();
    this.#swagger ??= this.#makeSwagger();
    const { json, protobuf, hash } = this.#swagger;
    const etag = `"${hash}"`;
    const headers = { ETag: etag, Vary: 'Accept', 'Cache-Control': 'no-cache, private' };
    const isProtobuf = acceptsSwaggerProtobuf(header(request, 'accept') ?? '');
    if (!isProtobuf) checkAcceptsJson(request);
    const contentType = isProtobuf ? swaggerProtobufType : 'application/json';
    if (header(request, 'if-none-match') === etag) return { status: 304, contentType, headers, body: '' };
    const body = isProtobuf ? Buffer.from(protobuf) : json;
    return { status: 200, contentType, headers, body };
  }

  #makeSwagger() {
    const document = swaggerDocument(this.#resources(), this.#release);
    const json = JSON.stringify(document);
    const hash = createHash('sha256').update(json).digest('hex').toUpperCase();
    return { json, protobuf: encodeSwagger(document), hash };
  }

  #current(): ReadonlyMap<string, OpenApiDocument> {
    if (this.#revision === this.#catalog.revision) return this.#documents;
    this.#revision = this.#catalog.revision;
    this.#swagger = undefined;
    const byVersion = Map.groupBy(this.#resources(), ({ group, version }) => `${group}/${version}`);
    const parts = [...byVersion].map(([key, resources]): [string, DocumentPart] => {
      const known = this.#parts.get(key);
      if (known !== undefined && isSame(known.resources, resources)) return [key, known];
      return [key, { resources, document: openApiDocument(resources, this.#release) }];
    });
    this.#parts = new Map(parts);
    this.#documents = new Map(parts.map(([, { document }]) => [document.path, document]));
    return this.#documents;
  }

  #resources(): ServedResource[] {
    return [...this.#catalog.served()].map(({ version }) => version.served);
  }
}

function isSame(a: readonly ServedResource[], b: readonly ServedResource[]): boolean {
  return a.length === b.length && a.every((resource, index) => resource === b[index]);
}

/** @throws ApiError 406: documents are written as JSON, and version 2 as protobuf, too */
function checkAcceptsJson(request: ApiRequest): void {
  const { type } = negotiate(header(request, 'accept'));
  if (type !== 'application/json') throw notAcceptable(['application/json']);
}

/** A document under its hash never changes; without one, or with an old one, it has to be asked for again. */
function respondDocument(request: ApiRequest, { body, hash, path }: OpenApiDocument): ApiResponse {
  const contentType = 'application/json';
  const asked = request.query.get('hash');
  if (asked !== null && asked !== hash) {
    const headers = { Location: `${indexPath}/${path}?hash=${hash}` };
    return { status: 301, contentType, headers, body: '' };
  }
  const etag = `"${hash}"`;
  const cacheControl = asked === null ? 'no-cache, private' : 'public, immutable, max-age=31536000';
  const headers = { ETag: etag, Vary: 'Accept', 'Cache-Control': cacheControl };
  if (header(request, 'if-none-match') === etag) return { status: 304, contentType, headers, body: '' };
  return { status: 200, contentType, headers, body };
}
