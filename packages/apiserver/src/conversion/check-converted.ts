import type { KubeObject, ObjectMeta } from '../kube-object.ts';
import { annotationsErrors, labelsErrors } from '../registry/metadata/validate-metadata.ts';
import { formatFieldErrors } from '../schema/format-field-errors.ts';
import { isObject } from '../schema/json-object.ts';

/** An object as a webhook converted it, with the metadata that it had before; or why it can't be taken. */
export type CheckedConversion =
  | { ok: true; object: KubeObject }
  | { ok: false; what: 'converted object' | 'metadata in object'; why: string };

/**
 * Makes sure that a webhook has converted an object and not made another one of it: kind, name, namespace and uid stay.
 * Of the metadata a webhook can change labels and annotations; everything else is put back as it was, as
 * kube-apiserver does.
 *
 * @param apiVersion the version that was asked for
 */
export function checkConverted(
  original: KubeObject,
  converted: unknown,
  apiVersion: string,
): CheckedConversion {
  if (!isObject(converted)) return refusal('converted object', 'it is no JSON object');
  const { metadata } = converted;
  if (converted['apiVersion'] !== apiVersion) {
    const found = String(converted['apiVersion'] ?? '');
    return refusal('converted object', `invalid groupVersion (expected ${apiVersion}, received ${found})`);
  }
  if (converted['kind'] !== original.kind) {
    const found = String(converted['kind'] ?? '');
    return refusal('converted object', `invalid kind (expected ${original.kind}, received ${found})`);
  }
  if (!isObject(metadata)) return refusal('metadata in object', 'missing metadata in converted object');
  for (const [field, name] of identity) {
    const [before, after] = [original.metadata[field] ?? '', metadata[field] ?? ''];
    if (before !== after)
      return refusal('converted object', `must have the same ${name}: ${before} != ${after}`);
  }
  const { labels, annotations } = metadata;
  if (!areTexts(labels) || !areTexts(annotations)) {
    return refusal('metadata in object', 'labels and annotations have to be objects of strings');
  }
  const errors = [...labelsErrors(labels), ...annotationsErrors(annotations)];
  if (errors.length > 0) return refusal('metadata in object', formatFieldErrors(errors));
  const kept: ObjectMeta = { ...original.metadata };
  replace(kept, 'labels', labels);
  replace(kept, 'annotations', annotations);
  return { ok: true, object: { ...converted, apiVersion, kind: original.kind, metadata: kept } };
}

const identity = [
  ['name', 'name'],
  ['namespace', 'namespace'],
  ['uid', 'UID'],
] as const;

function areTexts(value: unknown): value is Record<string, string> | undefined {
  if (value === undefined || value === null) return true;
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function replace(
  metadata: ObjectMeta,
  field: 'labels' | 'annotations',
  texts: Record<string, string> | undefined,
): void {
  if (texts && Object.keys(texts).length > 0) metadata[field] = texts;
  else delete metadata[field];
}

function refusal(what: 'converted object' | 'metadata in object', why: string): CheckedConversion {
  return { ok: false, what, why };
}
