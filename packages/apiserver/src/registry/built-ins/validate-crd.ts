import type { KubeObject } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { isObject } from '../../schema/json-object.ts';
import { invalidValue, requiredValue, unsupportedValue } from '../../schema/make-field-error.ts';
import { dns1035LabelErrors, subdomainErrors } from '../metadata/names.ts';
import { approvalErrors } from './api-approval.ts';
import { conversionErrors } from './validate-crd-conversion.ts';
import { versionErrors } from './validate-crd-version.ts';

const preservesUnknownFields = invalidValue(
  'spec.preserveUnknownFields',
  true,
  'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
);

/** Checks what a CRD declares (apiextensions ValidateCustomResourceDefinition). */
export function validateCrd({ metadata, spec }: KubeObject, existing?: KubeObject): FieldError[] {
  if (!isObject(spec)) return [requiredValue('spec')];
  const names = isObject(spec['names']) ? spec['names'] : {};
  return [
    ...groupErrors(spec['group']),
    ...approvalErrors(spec['group'], metadata),
    ...(spec['scope'] === 'Namespaced' || spec['scope'] === 'Cluster'
      ? []
      : [unsupportedValue('spec.scope', spec['scope'], ['Cluster', 'Namespaced'])]),
    ...nameErrors(names),
    ...placeErrors(metadata.name ?? '', names['plural'], spec['group']),
    ...versionsErrors(spec['versions'], existing?.['spec']),
    ...conversionErrors(spec['conversion'], 'spec.conversion'),
    ...(spec['preserveUnknownFields'] === true ? [preservesUnknownFields] : []),
  ];
}

/** Checks what a change of a CRD must not touch: objects that are stored would get lost by it. */
export function validateCrdUpdate(
  { spec, status }: KubeObject,
  { spec: existing }: KubeObject,
): FieldError[] {
  if (!isObject(spec) || !isObject(existing)) return [];
  const errors = storedVersionsErrors(isObject(status) ? status['storedVersions'] : [], spec['versions']);
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
    for (const why of dns1035LabelErrors(asLabel))
      errors.push(invalidValue(`spec.names.${field}`, name, why));
  }
  for (const field of ['shortNames', 'categories']) {
    const list = Array.isArray(names[field]) ? names[field] : [];
    for (const [index, name] of list.entries()) {
      for (const why of dns1035LabelErrors(String(name))) {
        errors.push(invalidValue(`spec.names.${field}[${index}]`, name, why));
      }
    }
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

function versionsErrors(versions: unknown, before: unknown): FieldError[] {
  const path = 'spec.versions';
  if (!Array.isArray(versions) || versions.length === 0) {
    return [requiredValue(path, 'must have exactly one version marked as storage version')];
  }
  const known = isObject(before) && Array.isArray(before['versions']) ? before['versions'] : [];
  const errors = versions.flatMap((version, index) => versionErrors(version, `${path}[${index}]`, known));
  const names = versions.map((version) => (isObject(version) ? version['name'] : undefined));
  if (new Set(names).size < names.length) {
    errors.push(invalidValue(path, names, 'must contain unique version names'));
  }
  if (versions.filter((version) => isObject(version) && version['storage'] === true).length !== 1) {
    errors.push(invalidValue(path, names, 'must have exactly one version marked as storage version'));
  }
  return errors;
}

/** Every version that objects may be stored in has to be described, and the storage version is one of them. */
function storedVersionsErrors(stored: unknown, versions: unknown): FieldError[] {
  const path = 'status.storedVersions';
  if (!Array.isArray(versions)) return [];
  if (!Array.isArray(stored) || stored.length === 0) {
    return [invalidValue(path, stored ?? [], 'must have at least one stored version')];
  }
  const described = versions.filter(isObject);
  const missing = described.filter(({ name, storage }) => storage === true && !stored.includes(name));
  const names = new Set(described.map(({ name }) => name));
  return [
    ...missing.map(({ name }) => invalidValue(path, stored, `must have the storage version ${name}`)),
    ...stored.flatMap((name, index) =>
      names.has(name) ? [] : [invalidValue(`${path}[${index}]`, name, 'must appear in spec.versions')],
    ),
  ];
}
