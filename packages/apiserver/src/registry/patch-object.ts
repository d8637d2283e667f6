import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import type { PatchResult } from '../patch/patch-result.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { ApiError, notFound, unsupportedMediaType } from '../status/api-error.ts';
import { applyObject } from './apply-object.ts';
import { decodeEntry, prepareEntries } from './codec.ts';
import { decodeObject, type ParsedBody } from './decode-object.ts';
import { trackChange } from './field-ownership.ts';
import { locate, type RegistryContext } from './registry-context.ts';
import { mayWait, retryStale } from './retry-stale.ts';
import { storeUpdate } from './store-update.ts';
import type { Target } from './target.ts';
import { checkPlace } from './update-object.ts';
import type { WriteOptions, WriteResult } from './write-options.ts';

type ApplyPatch = (document: unknown, patch: unknown, schema: SchemaProps) => PatchResult;

/** The media type of server-side apply. */
export const APPLY_PATCH = 'application/apply-patch+yaml';

/** How a patch says what it changes, by its media type. */
const patchKinds: Readonly<Record<string, ApplyPatch>> = {
  'application/json-patch+json': applyJsonPatch,
  'application/merge-patch+json': applyMergePatch,
};
const strategicMergePatch = 'application/strategic-merge-patch+json';

/**
 * Changes parts of an object (PATCH). A patch that holds `resourceVersion` asks for that very state.
 *
 * @param kind the media type of the patch
 * @throws ApiError 415 for a kind of patch that the resource doesn't take
 */
export async function patchObject(
  context: RegistryContext,
  target: Target,
  kind: string,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  const apply = kind === APPLY_PATCH ? undefined : patchOf(kind, target);
  // Patching may take parts of the patch into the object: one that may be needed again is kept.
  const keepsBody = mayWait(context, target);
  return retryStale(target, () => {
    const own = keepsBody ? { ...body, value: structuredClone(body.value) } : body;
    return apply === undefined
      ? applyObject(context, target, own, options)
      : patchOnce(context, target, apply, own, options);
  });
}

async function patchOnce(
  context: RegistryContext,
  target: Target,
  apply: ApplyPatch,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  const { resource, version, name } = target;
  const { table, key } = locate(context, target);
  const entry = table.head(key);
  if (entry === undefined) throw notFound(resource, name);
  const preparing = prepareEntries([entry], resource, version);
  if (preparing !== undefined) await preparing;

  const existing = decodeEntry(entry, resource, version);
  const patched = apply(existing, body.value, version.served.schema);
  if (!patched.ok) {
    const { code, reason, message } = patched.error;
    throw new ApiError(code, reason, message);
  }
  const incoming = decodeObject({ value: patched.value, duplicates: body.duplicates }, version, options);
  checkPlace(target, incoming, entry);
  return storeUpdate(context, target, entry, existing, incoming, options, trackChange);
}

/** Strategic merge patches need to know how lists merge, which only built-in kinds say. */
function patchOf(kind: string, { version }: Target): ApplyPatch {
  const { builtIn } = version.served;
  const apply =
    kind === strategicMergePatch && builtIn
      ? applyStrategicMergePatch
      : Object.hasOwn(patchKinds, kind)
        ? patchKinds[kind]
        : undefined;
  if (apply !== undefined) return apply;
  throw unsupportedMediaType([
    ...Object.keys(patchKinds),
    ...(builtIn ? [strategicMergePatch] : []),
    APPLY_PATCH,
  ]);
}
