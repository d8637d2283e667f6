import type { KubeObject } from '../kube-object.ts';
import { isObject } from '../schema/json-object.ts';
import { badRequest } from '../status/api-error.ts';
import { readMetadata } from './metadata/read-metadata.ts';
import type { ResourceVersion } from './resource-version.ts';
import type { WriteOptions } from './write-options.ts';

/** A body as it was sent: parsed, and with what a strict reader has to say about its text. */
export interface ParsedBody {
  value: unknown;
  /** Fields that the text gives more than once: `duplicate field "spec.weight"`. */
  duplicates: string[];
}

/**
 * Makes an object of a version out of a parsed body: of the right kind, with proper metadata, pruned and
 * defaulted. Takes the value over and changes it.
 *
 * @throws ApiError 400 for a body that is no such object, and for unknown fields under strict validation
 */
export function decodeObject(
  body: ParsedBody,
  version: ResourceVersion,
  options: Pick<WriteOptions, 'fieldValidation' | 'warn'>,
): KubeObject {
  const { value } = body;
  if (!isObject(value)) throw badRequest('the body of the request has to be one object');
  if (version.served.builtIn) {
    // Only bodies of custom resources have to say what they are: typed clients leave it to the path.
    value['kind'] ||= version.served.kind;
    value['apiVersion'] ||= version.apiVersion;
  }
  checkKind(value, version);
  const { metadata, unknownFields } = readMetadata(value['metadata']);
  // Kubernetes reads the metadata of custom resources in a way that loses an empty list: it clears nothing there.
  if (!version.served.builtIn && metadata.managedFields?.length === 0) delete metadata.managedFields;
  const object: KubeObject = {
    ...value,
    apiVersion: version.apiVersion,
    kind: version.served.kind,
    metadata,
  };
  unknownFields.push(...version.schema.prune(object));
  reportUnknown(body.duplicates, unknownFields, version, options);
  version.schema.applyDefaults(object);
  return object;
}

/**
 * A body says itself what it is, and that has to be what the path says.
 *
 * @throws ApiError 400
 */
export function checkKind(value: Record<string, unknown>, version: ResourceVersion): void {
  const { kind, apiVersion } = value;
  if (typeof kind !== 'string' || kind === '') {
    throw badRequest(`Object 'Kind' is missing in the body: it has to be ${version.served.kind}`);
  }
  if (typeof apiVersion !== 'string' || apiVersion === '') {
    throw badRequest(`Object 'apiVersion' is missing in the body: it has to be ${version.apiVersion}`);
  }
  if (apiVersion !== version.apiVersion) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${version.apiVersion})`,
    );
  }
  if (kind !== version.served.kind) {
    throw badRequest(
      `the kind in the data (${kind}) does not match the expected kind (${version.served.kind})`,
    );
  }
}

/** Refuses or reports what the schema doesn't know, as `fieldValidation` says. */
function reportUnknown(
  duplicates: readonly string[],
  unknownFields: readonly string[],
  { served }: ResourceVersion,
  { fieldValidation, warn }: Pick<WriteOptions, 'fieldValidation' | 'warn'>,
): void {
  if (fieldValidation === 'Ignore' || duplicates.length + unknownFields.length === 0) return;
  const problems = [...duplicates, ...unknownFields.map((path) => `unknown field ${JSON.stringify(path)}`)];
  if (fieldValidation === 'Warn') {
    for (const problem of problems) warn(problem);
    return;
  }
  throw badRequest(
    `${served.kind} in version ${JSON.stringify(served.version)} cannot be handled as a ${served.kind}: ` +
      `strict decoding error: ${problems.join(', ')}`,
  );
}
