import type { KubeObject } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { jsonEqual } from '../../schema/json-equal.ts';
import { isObject } from '../../schema/json-object.ts';
import {
  duplicateValue,
  invalidValue,
  requiredValue,
  unsupportedValue,
} from '../../schema/make-field-error.ts';
import { checkStructuralSchema } from '../../schema/structural-schema.ts';
import { labelErrors, subdomainErrors } from '../metadata/names.ts';

/** Checks what a CRD declares (apiextensions ValidateCustomResourceDefinition). */
export function validateCrd({ metadata, spec }: KubeObject, existing?: KubeObject): FieldError[] {
  if (!isObject(spec)) return [requiredValue('spec')];
  const names = isObject(spec['names']) ? spec['names'] : {};
  return [
    ...groupErrors(spec['group']),
    ...(spec['scope'] === 'Namespaced' || spec['scope'] === 'Cluster'
      ? []
      : [unsupportedValue('spec.scope', spec['scope'], ['Cluster', 'Namespaced'])]),
    ...nameErrors(names),
    ...placeErrors(metadata.name ?? '', names['plural'], spec['group']),
    ...versionErrors(spec['versions'], existing?.['spec']),
  ];
}

/** Checks what a change of a CRD must not touch: objects that are stored would get lost by it. */
export function validateCrdUpdate({ spec }: KubeObject, { spec: existing }: KubeObject): FieldError[] {
  if (!isObject(spec) || !isObject(existing)) return [];
  const errors: FieldError[] = [];
  const isKept = (field: string, value: unknown, before: unknown): void => {
    if (value !== before) errors.push(invalidValue(field, value, 'field is immutable'));
  };
  isKept('spec.group', spec['group'], existing['group']);
  isKept('spec.scope', spec['scope'], existing['scope']);
  if (isObject(spec['names']) && isObject(existing['names'])) {
    isKept('spec.names.kind', spec['names']['kind'], existing['names']['kind']);
    isKept('spec.names.plural', spec['names']['plural'], existing['names']['plural']);
  }
  return errors;
}

function groupErrors(group: unknown): FieldError[] {
  if (typeof group !== 'string' || group === '') return [requiredValue('spec.group')];
  const errors = subdomainErrors(group).map((why) => invalidValue('spec.group', group, why));
  if (!group.includes('.')) {
    errors.push(invalidValue('spec.group', group, 'should be a domain with at least one dot'));
  }
  return errors;
}

function nameErrors(names: Record<string, unknown>): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['plural', 'singular', 'kind', 'listKind']) {
    const name = names[field];
    if (typeof name !== 'string' || name === '') {
      errors.push(requiredValue(`spec.names.${field}`));
      continue;
    }
    const asLabel = field === 'kind' || field === 'listKind' ? name.toLowerCase() : name;
    for (const why of labelErrors(asLabel)) errors.push(invalidValue(`spec.names.${field}`, name, why));
  }
  if (names['kind'] !== undefined && names['kind'] === names['listKind']) {
    errors.push(
      invalidValue('spec.names.listKind', names['listKind'], 'kind and listKind may not be the same'),
    );
  }
  return errors;
}

function placeErrors(name: string, plural: unknown, group: unknown): FieldError[] {
  if (name === `${plural}.${group}`) return [];
  return [invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group')];
}

function versionErrors(versions: unknown, before: unknown): FieldError[] {
  if (!Array.isArray(versions) || versions.length === 0) {
    return [requiredValue('spec.versions', 'must have exactly one version marked as storage version')];
  }
  const errors: FieldError[] = [];
  const seen = new Set<unknown>();
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    if (!isObject(version) || typeof version['name'] !== 'string') {
      errors.push(requiredValue(`${path}.name`));
      continue;
    }
    const { name, schema } = version;
    for (const why of labelErrors(String(name))) errors.push(invalidValue(`${path}.name`, name, why));
    if (seen.has(name)) errors.push(duplicateValue(`${path}.name`, name));
    seen.add(name);
    if (!isObject(schema) || !isObject(schema['openAPIV3Schema'])) {
      errors.push(requiredValue(`${path}.schema.openAPIV3Schema`, 'schemas are required'));
    } else errors.push(...schemaErrors(schema['openAPIV3Schema'], `${path}.schema.openAPIV3Schema`, before));
  }
  if (versions.filter((version) => isObject(version) && version['storage'] === true).length !== 1) {
    const why = 'must have exactly one version marked as storage version';
    errors.push(invalidValue('spec.versions', versions, why));
  }
  return errors;
}

/** The schema of a version is checked when it changes: a status update would otherwise compile all its rules. */
function schemaErrors(schema: unknown, path: string, before: unknown): FieldError[] {
  const versions = isObject(before) && Array.isArray(before['versions']) ? before['versions'] : [];
  const isKnown = versions.some(
    (version) =>
      isObject(version) &&
      isObject(version['schema']) &&
      jsonEqual(version['schema']['openAPIV3Schema'], schema),
  );
  return isKnown ? [] : checkStructuralSchema(schema, path);
}
