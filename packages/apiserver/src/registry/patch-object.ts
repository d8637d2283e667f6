import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import type { PatchResult } from '../patch/patch-result.ts';
import { ApiError, notFound, unsupportedMediaType } from '../status/api-error.ts';
import { decodeEntry } from './codec.ts';
import { decodeObject, type ParsedBody } from './decode-object.ts';
import { trackUpdate } from './field-ownership.ts';
import {
  locate,
  type RegistryContext,
  type Target,
  type WriteOptions,
  type WriteResult,
} from './registry-context.ts';
import { storeUpdate } from './store-update.ts';
import { checkIdentity } from './update-object.ts';

/** How a patch says what it changes, by its media type. */
export type PatchKind = 'application/json-patch+json' | 'application/merge-patch+json';

type ApplyPatch = (document: unknown, patch: unknown) => PatchResult;

const patchKinds: Record<PatchKind, ApplyPatch> = {
  'application/json-patch+json': applyJsonPatch,
  'application/merge-patch+json': applyMergePatch,
};

/** Changes parts of an object (PATCH). A patch that holds `resourceVersion` asks for that very state. */
export async function patchObject(
  context: RegistryContext,
  target: Target,
  kind: string,
  body: ParsedBody,
  options: WriteOptions,
): Promise<WriteResult> {
  const { resource, version, name } = target;
  const { table, key } = locate(context, target);
  const entry = table.head(key);
  if (entry === undefined) throw notFound(resource, name);
  const apply = isPatchKind(kind) ? patchKinds[kind] : undefined;
  if (apply === undefined) throw unsupportedMediaType(Object.keys(patchKinds));

  const existing = decodeEntry(entry, resource, version);
  const patched = apply(existing, body.value);
  if (!patched.ok) {
    const { code, reason, message } = patched.error;
    throw new ApiError(code, reason, message);
  }
  const incoming = decodeObject({ value: patched.value, duplicates: body.duplicates }, version, options);
  checkIdentity(target, incoming, entry);
  return storeUpdate(context, target, entry, existing, incoming, options, trackUpdate);
}

function isPatchKind(kind: string): kind is PatchKind {
  return Object.hasOwn(patchKinds, kind);
}
