import type { KubeObject } from '../kube-object.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { ApiError, invalid, notFound, unsupportedMediaType } from '../status/api-error.ts';
import { decodeEntry, prepareEntries } from './codec.ts';
import { decodeObject, type ParsedBody } from './decode-object.ts';
import { trackChange } from './field-ownership.ts';
import { APPLY_PATCH, patchObject } from './patch-object.ts';
import { locate, type RegistryContext } from './registry-context.ts';
import { retryStale } from './retry-stale.ts';
import { storeUpdate } from './store-update.ts';
import type { SubresourceView } from './strategy.ts';
import type { Target } from './target.ts';
import { checkIdentity } from './update-object.ts';
import type { WriteOptions, WriteResult } from './write-options.ts';

/** How a patch of a view changes it, by its media type. */
const patchKinds = {
  'application/json-patch+json': applyJsonPatch,
  'application/merge-patch+json': applyMergePatch,
  'application/strategic-merge-patch+json': applyStrategicMergePatch,
} as const;

/** An object as a subresource shows it, given as JSON in the target's version. */
export function showView(view: SubresourceView, json: string): string {
  return JSON.stringify(view.show(JSON.parse(json)));
}

/** Replaces what a subresource shows (PUT). */
export function updateView(
  context: RegistryContext,
  target: Target,
  view: SubresourceView,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  return changeView(context, target, view, options, () => structuredClone(body.value));
}

/** Changes parts of what a subresource shows (PATCH). An apply becomes one of the object's own fields. */
export async function patchView(
  context: RegistryContext,
  target: Target,
  view: SubresourceView,
  kind: string,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  if (kind === APPLY_PATCH) return applyView(context, target, view, body, options);
  const apply = Object.hasOwn(patchKinds, kind) ? patchKinds[kind as keyof typeof patchKinds] : undefined;
  if (apply === undefined) throw unsupportedMediaType([...Object.keys(patchKinds), APPLY_PATCH]);
  return changeView(context, target, view, options, (shown) => {
    const patched = apply(shown, structuredClone(body.value), view.version.served.schema);
    if (patched.ok) return patched.value;
    throw new ApiError(patched.error.code, patched.error.reason, patched.error.message);
  });
}

/** @param change makes the wanted view out of the present one */
async function changeView(
  context: RegistryContext,
  target: Target,
  view: SubresourceView,
  options: WriteOptions,
  change: (shown: KubeObject) => unknown,
): Promise<WriteResult> {
  const { json } = await retryStale(target, async () => {
    const { resource, version, name } = target;
    const { table, key } = locate(context, target);
    const entry = table.head(key);
    if (entry === undefined) throw notFound(resource, name);
    const preparing = prepareEntries([entry], resource, version);
    if (preparing !== undefined) await preparing;
    const existing = decodeEntry(entry, resource, version);
    const wanted = readView({ value: change(view.show(existing)), duplicates: [] }, view, options);
    checkIdentity(target, wanted, entry);
    return storeUpdate(context, target, entry, existing, view.take(existing, wanted), options, trackChange);
  });
  return { json: showView(view, json), created: false };
}

async function applyView(
  context: RegistryContext,
  target: Target,
  view: SubresourceView,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  const applied = readView(body, view, options);
  const { apiVersion, served } = target.version;
  const bare = { apiVersion, kind: served.kind, metadata: { name: target.name } };
  const value = view.take(bare, applied);
  const { json } = await patchObject(context, target, APPLY_PATCH, { ...body, value }, options);
  return { json: showView(view, json), created: false };
}

/** @throws ApiError 422 for a view whose fields have wrong types */
function readView(body: ParsedBody, { version }: SubresourceView, options: WriteOptions): KubeObject {
  const shown = decodeObject(body, version, options);
  const errors = version.schema.validate(shown).filter(({ field }) => field.startsWith('spec'));
  const { group, kind } = version.served;
  if (errors.length > 0) throw invalid({ group, kind }, shown.metadata.name ?? '', errors);
  return shown;
}
