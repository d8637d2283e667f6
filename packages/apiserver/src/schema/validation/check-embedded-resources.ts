import { dns1035LabelErrors } from '../../registry/metadata/names.ts';
import { readMetadata } from '../../registry/metadata/read-metadata.ts';
import { validateMetadata } from '../../registry/metadata/validate-metadata.ts';
import { ApiError } from '../../status/api-error.ts';
import type { FieldError } from '../field-error.ts';
import { FieldPath } from '../field-path.ts';
import { isObject, type UnknownObject } from '../json-object.ts';
import { invalidValue, requiredValue } from '../make-field-error.ts';
import type { SchemaProps } from '../schema-props.ts';

type Walk = (value: unknown, path: FieldPath, errors: FieldError[]) => void;

/**
 * Compiles what `x-kubernetes-embedded-resource` promises: a whole Kubernetes object, with a kind, a version and sound
 * metadata. Undefined when the schema embeds nothing.
 */
export function compileEmbeddedCheck(
  root: SchemaProps,
): ((object: UnknownObject) => FieldError[]) | undefined {
  const walk = compileNode(root);
  if (!walk) return undefined;
  return (object) => {
    const errors: FieldError[] = [];
    walk(object, new FieldPath(), errors);
    return errors;
  };
}

function compileNode(schema: SchemaProps): Walk | undefined {
  if (schema.items) return compileList(schema.items);
  const fields = new Map<string, Walk>();
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const walk = compileNode(property);
    if (walk) fields.set(name, walk);
  }
  const { additionalProperties } = schema;
  const walkEntry = isObject(additionalProperties) ? compileNode(additionalProperties) : undefined;
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  if (!isEmbedded && fields.size === 0 && !walkEntry) return undefined;
  return (value, path, errors) => {
    if (!isObject(value)) return;
    if (isEmbedded) checkResource(value, path.toString().replace(/^\./, ''), errors);
    for (const key of Object.keys(value)) {
      const walk = fields.get(key) ?? walkEntry;
      if (!walk) continue;
      path.push(`.${key}`);
      walk(value[key], path, errors);
      path.pop();
    }
  };
}

function compileList(items: SchemaProps): Walk | undefined {
  const walkItem = compileNode(items);
  if (!walkItem) return undefined;
  return (value, path, errors) => {
    if (!Array.isArray(value)) return;
    for (let index = 0; index < value.length; index++) {
      path.push(index);
      walkItem(value[index], path, errors);
      path.pop();
    }
  };
}

/** apiextensions' `validateEmbeddedResource`. */
function checkResource(resource: UnknownObject, path: string, errors: FieldError[]): void {
  const { apiVersion, kind, metadata } = resource;
  for (const [field, value] of Object.entries({ apiVersion, kind })) {
    const at = `${path}.${field}`;
    if (value === undefined) errors.push(requiredValue(at, 'must not be empty'));
    else if (typeof value !== 'string') errors.push(invalidValue(at, value, 'must be a string'));
    else if (value === '') errors.push(invalidValue(at, value, 'must not be empty'));
  }
  if (typeof apiVersion === 'string' && apiVersion.split('/').length > 2) {
    const why = `unexpected GroupVersion string: ${apiVersion}`;
    errors.push(invalidValue(`${path}.apiVersion`, apiVersion, why));
  }
  if (typeof kind === 'string' && kind !== '') {
    for (const why of dns1035LabelErrors(kind.toLowerCase())) {
      const sentence = `may have mixed case, but should otherwise match: ${why}`;
      errors.push(invalidValue(`${path}.kind`, kind, sentence));
    }
  }
  if (metadata !== undefined) errors.push(...metadataErrors(metadata, path));
}

function metadataErrors(value: unknown, path: string): FieldError[] {
  try {
    const { metadata } = readMetadata(structuredClone(value));
    metadata.name ??= 'unnamed';
    const object = { apiVersion: '', kind: '', metadata };
    return validateMetadata(object, { validateName: pathSegmentErrors, takesPlainFinalizers: true }).map(
      (error) => ({
        ...error,
        field: `${path}.${error.field}`,
      }),
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [invalidValue(`${path}.metadata`, value, error.message)];
  }
}

/** The least that a name has to be: one segment of a path (apimachinery ValidatePathSegmentName). */
function pathSegmentErrors(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
}
