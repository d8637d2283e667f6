import { encodeEntry } from '../registry/codec.ts';
import { createObject } from '../registry/create-object.ts';
import { deleteObject, readDeleteOptions } from '../registry/delete-object.ts';
import { listObjects, readRevision } from '../registry/list-objects.ts';
import { patchObject } from '../registry/patch-object.ts';
import {
  locate,
  type RegistryContext,
  type Target,
  type WriteOptions,
} from '../registry/registry-context.ts';
import { updateObject } from '../registry/update-object.ts';
import { badRequest, notFound, revisionTooLarge } from '../status/api-error.ts';
import { type ApiRequest, header } from './api-request.ts';
import type { ApiResponse } from './api-response.ts';
import { encodeBody } from './encode-body.ts';
import { type MediaType, negotiate } from './media-type.ts';
import { mediaTypeOf, parseBody, parseJson, parseYaml } from './parse-body.ts';
import { presenter } from './present.ts';
import { watchResponse } from './watch-response.ts';
import { readWriteOptions } from './write-options.ts';

/** What a request does with resources (Kubernetes' request verbs). */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A request for a resource, as every verb's handler gets it. */
export interface ResourceRequest {
  context: RegistryContext;
  target: Target;
  request: ApiRequest;
  mediaType: MediaType;
}

/** The media types of patches, and how each is written. */
const patchParsers = {
  'application/json-patch+json': parseJson,
  'application/merge-patch+json': parseJson,
  'application/strategic-merge-patch+json': parseJson,
  'application/apply-patch+yaml': parseYaml,
};

const handlers: Record<Verb, (request: ResourceRequest) => Promise<ApiResponse>> = {
  get: async (call) => {
    const { context, target, request, mediaType } = call;
    const revision = readRevision(request.query.get('resourceVersion') ?? '');
    if (revision > context.store.revision) throw revisionTooLarge(revision, context.store.revision);
    const { table, key } = locate(context, target);
    const entry = table.get(key);
    if (entry === undefined) throw notFound(target.resource, target.name);
    return encodeBody(show(call, encodeEntry(entry, target.resource, target.version)), mediaType);
  },
  list: async ({ context, target, request, mediaType }) => {
    const present = presenter(target, mediaType, request.query);
    return encodeBody(present.list(listObjects(context, target, request.query)), mediaType);
  },
  watch: async ({ context, target, request, mediaType }) =>
    watchResponse(context, target, request, mediaType),
  create: (call) =>
    write(call, async (options, readBody) =>
      createObject(call.context, call.target, await readBody(), options),
    ),
  update: (call) =>
    write(call, async (options, readBody) =>
      updateObject(call.context, call.target, await readBody(), options),
    ),
  patch: (call) =>
    write(call, async (options) => {
      const type = mediaTypeOf(header(call.request, 'content-type'));
      const bytes = await call.request.readBody();
      const body = await parseBody(bytes, type, options.fieldValidation !== 'Ignore', patchParsers);
      return patchObject(call.context, call.target, type, body, options);
    }),
  delete: async (call) => {
    const { context, target, request, mediaType } = call;
    const bytes = await request.readBody();
    const type = mediaTypeOf(header(request, 'content-type'));
    const body = bytes.length === 0 ? undefined : (await parseBody(bytes, type, false)).value;
    const { gone, json } = await deleteObject(context, target, readDeleteOptions(body, request.query));
    return encodeBody(gone ? json : show(call, json), mediaType);
  },
  deletecollection: async () => {
    throw badRequest('not here yet');
  },
};

/** Does what a request asks for, and shows the outcome in the form that it asks for. */
export async function handleResource(
  verb: Verb,
  context: RegistryContext,
  target: Target,
  request: ApiRequest,
): Promise<ApiResponse> {
  const mediaType = negotiate(header(request, 'accept'));
  const response = await handlers[verb]({ context, target, request, mediaType });
  const deprecation = target.version.served.deprecationWarning;
  if (deprecation === undefined) return response;
  return { ...response, warnings: [deprecation, ...(response.warnings ?? [])] };
}

type Write = (
  options: WriteOptions,
  readBody: () => ReturnType<typeof parseBody>,
) => Promise<{ json: string; created: boolean }>;

async function write(call: ResourceRequest, run: Write): Promise<ApiResponse> {
  const { request, mediaType } = call;
  const warnings: string[] = [];
  const options = readWriteOptions(request, warnings);
  const { json, created } = await run(options, async () => {
    const type = mediaTypeOf(header(request, 'content-type'));
    return parseBody(await request.readBody(), type, options.fieldValidation !== 'Ignore');
  });
  const response = await encodeBody(show(call, json), mediaType, created ? 201 : 200);
  return warnings.length === 0 ? response : { ...response, warnings };
}

function show({ target, mediaType, request }: ResourceRequest, json: string): string {
  return mediaType.shape === 'Object' ? json : presenter(target, mediaType, request.query).object(json);
}
