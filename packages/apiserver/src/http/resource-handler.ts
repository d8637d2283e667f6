import { answerQuestion, questionOf } from '../registry/answer-question.ts';
import { encodeEntry, prepareEntries } from '../registry/codec.ts';
import { createObject } from '../registry/create-object.ts';
import { deleteCollection } from '../registry/delete-collection.ts';
import { deleteObject } from '../registry/delete-object.ts';
import type { DeleteOptions } from '../registry/delete-options.ts';
import { readDeleteOptions } from '../registry/delete-options.ts';
import { listObjects, readRevision } from '../registry/list-objects.ts';
import { patchObject } from '../registry/patch-object.ts';
import { locate, type RegistryContext } from '../registry/registry-context.ts';
import { viewOf } from '../registry/subresources.ts';
import type { Target } from '../registry/target.ts';
import { updateObject } from '../registry/update-object.ts';
import { patchView, showView, updateView } from '../registry/view-object.ts';
import type { WriteOptions, WriteResult } from '../registry/write-options.ts';
import { notFound, revisionTooLarge } from '../status/api-error.ts';
import { type ApiRequest, header } from './api-request.ts';
import type { ApiResponse } from './api-response.ts';
import { encodeBody } from './encode-body.ts';
import { indentJson } from './indent-json.ts';
import { type MediaType, negotiate } from './media-type.ts';
import { presenter } from './present.ts';
import { bodyType, readObject, readOptions, readPatch } from './request-body.ts';
import { watchResponse } from './watch-response.ts';
import { readWriteOptions } from './write-options.ts';

/** What a request does with resources (Kubernetes' request verbs). */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A request for a resource, as every verb's handler gets it. */
interface Call {
  context: RegistryContext;
  target: Target;
  request: ApiRequest;
  mediaType: MediaType;
}

const handlers: Record<Verb, (call: Call) => Promise<ApiResponse>> = {
  get,
  list: async ({ context, target, request, mediaType }) => {
    const present = presenter(target, mediaType, request.query);
    const page = await listObjects(context, target, request.query);
    await prepareEntries(page.entries, target.resource, target.version);
    return encodeBody(present.list(page), mediaType);
  },
  watch: async ({ context, target, request, mediaType }) =>
    watchResponse(context, target, request, mediaType),
  create: (call) =>
    write(call, async ({ context, target, request }, options) => {
      const question = questionOf(target);
      const version = question?.version ?? target.version;
      const body = await readObject(request, version, options.fieldValidation !== 'Ignore');
      if (question !== undefined) return answerQuestion(question, target, body, options);
      return createObject(context, target, body, options);
    }),
  update: (call) =>
    write(call, async ({ context, target, request }, options) => {
      const view = viewOf(target);
      const version = view?.version ?? target.version;
      const body = await readObject(request, version, options.fieldValidation !== 'Ignore');
      if (view !== undefined) return updateView(context, target, view, body, options);
      return updateObject(context, target, body, options);
    }),
  patch: (call) =>
    write(call, async ({ context, target, request }, options) => {
      const body = await readPatch(request, options.fieldValidation !== 'Ignore');
      const view = viewOf(target);
      if (view !== undefined) return patchView(context, target, view, bodyType(request), body, options);
      return patchObject(context, target, bodyType(request), body, options);
    }),
  delete: async (call) => {
    const { context, target, request, mediaType } = call;
    const warnings: string[] = [];
    const { gone, json } = await deleteObject(context, target, await deleteOptions(request, warnings));
    return withWarnings(await encodeBody(gone ? json : show(call, json), mediaType), warnings);
  },
  deletecollection: async ({ context, target, request, mediaType }) => {
    const warnings: string[] = [];
    const options = await deleteOptions(request, warnings);
    const present = presenter(target, mediaType, request.query);
    const page = await deleteCollection(context, target, request.query, options);
    await prepareEntries(page.entries, target.resource, target.version);
    return withWarnings(await encodeBody(present.list(page), mediaType), warnings);
  },
};

async function deleteOptions(request: ApiRequest, warnings: string[]): Promise<DeleteOptions> {
  const options = readDeleteOptions(await readOptions(request), request.query);
  return { ...options, user: request.user, warn: (message) => warnings.push(message) };
}

function withWarnings(response: ApiResponse, warnings: readonly string[]): ApiResponse {
  return warnings.length === 0 ? response : { ...response, warnings };
}

/** Does what a request asks for, and shows the outcome in the form that it asks for. */
export async function handleResource(
  verb: Verb,
  context: RegistryContext,
  target: Target,
  request: ApiRequest,
): Promise<ApiResponse> {
  const mediaType = negotiate(header(request, 'accept'));
  const response = indentJson(request, await handlers[verb]({ context, target, request, mediaType }));
  const deprecation = target.version.served.deprecationWarning;
  if (deprecation === undefined) return response;
  return { ...response, warnings: [deprecation, ...(response.warnings ?? [])] };
}

async function get(call: Call): Promise<ApiResponse> {
  const { context, target, request, mediaType } = call;
  const revision = readRevision(request.query.get('resourceVersion') ?? '');
  if (revision > context.store.revision) throw revisionTooLarge(revision, context.store.revision);
  const { table, key } = locate(context, target);
  const entry = table.get(key);
  if (entry === undefined) throw notFound(target.resource, target.name);
  const preparing = prepareEntries([entry], target.resource, target.version);
  if (preparing !== undefined) await preparing;
  const view = viewOf(target);
  const json = encodeEntry(entry, target.resource, target.version);
  return encodeBody(show(call, view === undefined ? json : showView(view, json)), mediaType);
}

async function write(
  call: Call,
  run: (call: Call, options: WriteOptions) => Promise<WriteResult>,
): Promise<ApiResponse> {
  const warnings: string[] = [];
  const { json, created } = await run(call, readWriteOptions(call.request, warnings));
  const response = await encodeBody(show(call, json), call.mediaType, created ? 201 : 200);
  return withWarnings(response, warnings);
}

function show({ target, mediaType, request }: Call, json: string): string {
  if (mediaType.shape === 'Object') return json;
  const view = viewOf(target);
  const shown = view === undefined ? target : { ...target, version: view.version };
  return presenter(shown, mediaType, request.query).object(json);
}
