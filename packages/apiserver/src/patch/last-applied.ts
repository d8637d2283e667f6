import type { KubeObject } from '../kube-object.ts';
import { isObject } from '../schema/json-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { appliedFields } from './applied-fields.ts';
import { compareValues } from './compare-values.ts';
import { difference, type FieldSet, leaf } from './field-set.ts';
import { ownedPart, type WriteScope, withObjectMeta } from './owned-part.ts';

/** Where kubectl's client-side apply keeps the configuration that it applied. */
const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The manager as which kubectl applies unless told otherwise. Only for it does the annotation count. */
export const kubectlManager = 'kubectl';

/** Annotations may hold that many bytes in all (apimachinery's TotalAnnotationSizeLimitB). */
const maxAnnotationBytes = 256 * 1024;

/**
 * The fields that `kubectl apply` has set on the client side and nobody has changed since. A server-side apply by
 * kubectl takes these over without a conflict: they were its own all the time.
 */
export function fieldsLastAppliedByKubectl(
  live: KubeObject,
  schema: SchemaProps,
  scope: WriteScope,
): FieldSet {
  const applied = parseObject(live.metadata.annotations?.[lastAppliedAnnotation]);
  if (applied?.apiVersion !== live.apiVersion) return leaf;
  const root = withObjectMeta(schema);
  const part = ownedPart(applied, scope);
  const comparison = compareValues(part, ownedPart(live, scope), root);
  return difference(
    difference(appliedFields(part, root), comparison?.changed ?? leaf),
    comparison?.removed ?? leaf,
  );
}

/**
 * Brings the annotation up to date where it exists, so that `kubectl apply` on the client side and
 * `kubectl apply view-last-applied` go on from what was applied on the server side. A configuration that no longer
 * fits into annotations leaves none.
 */
export function withLastApplied(object: KubeObject, applied: KubeObject): KubeObject {
  const { annotations } = object.metadata;
  if (annotations?.[lastAppliedAnnotation] === undefined) return object;
  const { [lastAppliedAnnotation]: _, ...own } = applied.metadata.annotations ?? {};
  const { annotations: _annotations, managedFields: _managedFields, ...metadata } = applied.metadata;
  const hasAnnotations = applied.metadata.annotations !== undefined;
  const configuration = {
    ...applied,
    metadata: { ...metadata, ...(hasAnnotations && { annotations: own }) },
  };
  const value = `${JSON.stringify(configuration)}\n`;
  if (value === annotations[lastAppliedAnnotation]) return object;
  const updated: Record<string, string> = { ...annotations, [lastAppliedAnnotation]: value };
  const bytes = Object.entries(updated).reduce((sum, entry) => sum + Buffer.byteLength(entry.join('')), 0);
  if (bytes > maxAnnotationBytes) delete updated[lastAppliedAnnotation];
  return { ...object, metadata: { ...object.metadata, annotations: updated } };
}

/** Undefined for what isn't the JSON of an object: then nobody is known to have applied anything. */
function parseObject(text: string | undefined): KubeObject | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string')
      return undefined;
    const { apiVersion, kind } = value;
    return { ...value, apiVersion, kind, metadata: isObject(value['metadata']) ? value['metadata'] : {} };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
