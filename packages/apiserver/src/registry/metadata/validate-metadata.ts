import type { KubeObject, ObjectMeta } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { forbiddenValue, invalidValue, requiredValue, tooLong } from '../../schema/make-field-error.ts';
import type { Strategy } from '../strategy.ts';
import { labelValueErrors, qualifiedNameErrors } from './names.ts';

/** All annotations of an object together, keys and values (apimachinery TotalAnnotationSizeLimitB). */
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

/** Checks the metadata of an object that is about to be written (apimachinery ValidateObjectMeta). */
export function validateMetadata(object: KubeObject, strategy: Pick<Strategy, 'validateName'>): FieldError[] {
  const { metadata } = object;
  return [
    ...nameErrors(metadata, strategy),
    ...labelsErrors(metadata.labels),
    ...annotationsErrors(metadata.annotations),
    ...finalizerErrors(metadata.finalizers),
    ...ownerErrors(metadata),
  ];
}

/** Checks what an update must not do to metadata (apimachinery ValidateObjectMetaUpdate). */
export function validateMetadataUpdate(object: KubeObject, existing: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['uid', 'creationTimestamp'] as const) {
    const value = object.metadata[field];
    if (value !== existing.metadata[field]) {
      errors.push(invalidValue(`metadata.${field}`, value, 'field is immutable'));
    }
  }
  if (existing.metadata.deletionTimestamp === undefined) return errors;
  const known = new Set(existing.metadata.finalizers);
  const added = (object.metadata.finalizers ?? []).filter((finalizer) => !known.has(finalizer));
  if (added.length > 0) {
    const found = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
    const why = `no new finalizers can be added if the object is being deleted, found new finalizers ${found}`;
    errors.push(forbiddenValue('metadata.finalizers', why));
  }
  return errors;
}

function nameErrors(
  { name, generateName }: ObjectMeta,
  strategy: Pick<Strategy, 'validateName'>,
): FieldError[] {
  if (!name) return [requiredValue('metadata.name', 'name or generateName is required')];
  const errors = strategy.validateName(name).map((why) => invalidValue('metadata.name', name, why));
  if (!generateName) return errors;
  // A prefix may end in a character that a name may not end in: another one follows.
  const prefix = generateName.replace(/[-.]$/, 'a');
  return [
    ...strategy.validateName(prefix).map((why) => invalidValue('metadata.generateName', generateName, why)),
    ...errors,
  ];
}

/** Checks `metadata.labels`. */
export function labelsErrors(labels: Record<string, string> = {}): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    const value = labels[key] ?? '';
    for (const why of qualifiedNameErrors(key)) errors.push(invalidValue('metadata.labels', key, why));
    for (const why of labelValueErrors(value)) errors.push(invalidValue('metadata.labels', value, why));
  }
  return errors;
}

/** Checks `metadata.annotations`. */
export function annotationsErrors(annotations: Record<string, string> = {}): FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const key in annotations) {
    bytes += Buffer.byteLength(key) + Buffer.byteLength(annotations[key] ?? '');
    // Keys of annotations are case-insensitive in their prefix for the sake of old clients.
    for (const why of qualifiedNameErrors(key.toLowerCase())) {
      errors.push(invalidValue('metadata.annotations', key, why));
    }
  }
  if (bytes > MAX_ANNOTATIONS_BYTES) errors.push(tooLong('metadata.annotations', MAX_ANNOTATIONS_BYTES));
  return errors;
}

/** Finalizers that Kubernetes itself knows, and that need no domain. */
const plainFinalizers = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

function finalizerErrors(finalizers: string[] = []): FieldError[] {
  const errors = finalizers.flatMap((finalizer) =>
    qualifiedNameErrors(finalizer).map((why) => invalidValue('metadata.finalizers', finalizer, why)),
  );
  for (const finalizer of finalizers) {
    if (finalizer.includes('/') || plainFinalizers.has(finalizer)) continue;
    const why = 'name is neither a standard finalizer name nor is it fully qualified';
    errors.push(invalidValue('metadata.finalizers', finalizer, why));
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const why = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(invalidValue('metadata.finalizers', finalizers, why));
  }
  return errors;
}

function ownerErrors({ ownerReferences = [] }: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, owner] of ownerReferences.entries()) {
    for (const field of ['apiVersion', 'kind', 'name', 'uid'] as const) {
      if (owner[field]) continue;
      errors.push(invalidValue(`metadata.ownerReferences[${index}].${field}`, '', 'must not be empty'));
    }
  }
  const controllers = ownerReferences.filter(({ controller }) => controller === true);
  if (controllers.length > 1) {
    const named = controllers.map(({ name }) => name).join(', ');
    const why = `Only one reference can have Controller set to true. Found "true" in references for ${named}`;
    errors.push(invalidValue('metadata.ownerReferences', ownerReferences, why));
  }
  return errors;
}
