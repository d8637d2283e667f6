import type { KubeObject, ObjectMeta } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { forbiddenValue, invalidValue, requiredValue, tooLong } from '../../schema/make-field-error.ts';
import { isPlainFinalizer } from './finalizer-warnings.ts';
import { labelValueErrors, qualifiedNameErrors } from './names.ts';

/** What is particular to a kind in the metadata of its objects. */
export interface MetadataRules {
  /** What is wrong with a name, in whole sentences; empty when nothing is. */
  validateName(name: string): string[];
  /** Whether a finalizer may do without the domain of its owner. It is warned of, then. */
  readonly takesPlainFinalizers?: boolean;
}

/** All annotations of an object together, keys and values (apimachinery TotalAnnotationSizeLimitB). */
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

/** Checks the metadata of an object that is about to be written (apimachinery ValidateObjectMeta). */
export function validateMetadata(object: KubeObject, rules: MetadataRules): FieldError[] {
  const { metadata } = object;
  return [
    ...nameErrors(metadata, rules),
    ...labelsErrors(metadata.labels),
    ...annotationsErrors(metadata.annotations),
    ...ownerErrors(metadata),
    ...finalizerErrors(metadata.finalizers, rules.takesPlainFinalizers),
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
  if (existing.metadata.deletionTimestamp === undefined) {
    // Only a DELETE starts a deletion. Once it has started, its time is kept whatever is sent.
    for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
      const value = object.metadata[field];
      if (value !== undefined) errors.push(invalidValue(`metadata.${field}`, value, 'field is immutable'));
    }
    return errors;
  }
  const known = new Set(existing.metadata.finalizers);
  const added = (object.metadata.finalizers ?? []).filter((finalizer) => !known.has(finalizer));
  if (added.length > 0) {
    const found = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
    const why = `no new finalizers can be added if the object is being deleted, found new finalizers ${found}`;
    errors.push(forbiddenValue('metadata.finalizers', why));
  }
  return errors;
}

function nameErrors({ name, generateName }: ObjectMeta, rules: MetadataRules): FieldError[] {
  if (!name) return [requiredValue('metadata.name', 'name or generateName is required')];
  const errors = rules.validateName(name).map((why) => invalidValue('metadata.name', name, why));
  if (!generateName) return errors;
  // A prefix may end in a dash, which a name may not: more follows.
  const prefix = generateName.replace(/.-$/, 'a');
  return [
    ...rules.validateName(prefix).map((why) => invalidValue('metadata.generateName', generateName, why)),
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

function finalizerErrors(finalizers: string[] = [], takesPlainOnes = false): FieldError[] {
  const errors = finalizers.flatMap((finalizer) =>
    qualifiedNameErrors(finalizer).map((why) => invalidValue('metadata.finalizers', finalizer, why)),
  );
  for (const [index, finalizer] of finalizers.entries()) {
    if (takesPlainOnes || !isPlainFinalizer(finalizer)) continue;
    const why = 'name is neither a standard finalizer name nor is it fully qualified';
    errors.push(invalidValue(`metadata.finalizers[${index}]`, finalizer, why));
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const why = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(invalidValue('metadata.finalizers', finalizers, why));
  }
  return errors;
}

function ownerErrors({ ownerReferences = [] }: ObjectMeta): FieldError[] {
  const path = 'metadata.ownerReferences';
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const owner of ownerReferences) {
    const { apiVersion, kind, name } = owner;
    if (!apiVersion) errors.push(invalidValue(`${path}.apiVersion`, '', 'version must not be empty'));
    for (const field of ['kind', 'name', 'uid'] as const) {
      if (!owner[field]) errors.push(invalidValue(`${path}.${field}`, '', 'must not be empty'));
    }
    if (apiVersion === 'v1' && kind === 'Event') {
      errors.push(invalidValue(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (owner.controller !== true) continue;
    if (controller !== undefined) {
      const both = `${controller} and ${kind}/${name}`;
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${both}`;
      errors.push(invalidValue(path, ownerReferences, why));
    }
    controller ??= `${kind}/${name}`;
  }
  return errors;
}
