import { type Binding, RBAC_GROUP, type RoleRef, type Subject } from '../../authorization/rbac-objects.ts';
import type { KubeObject } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { jsonEqual } from '../../schema/json-equal.ts';
import { isObject, type UnknownObject } from '../../schema/json-object.ts';
import { invalidValue, requiredValue, unsupportedValue } from '../../schema/make-field-error.ts';
import { subdomainErrors } from '../metadata/names.ts';
import { selectorErrors } from './label-errors.ts';
import { itemsOf, textsOf } from './read-part.ts';

/*
 * What Kubernetes asks of roles and bindings beyond their types (pkg/apis/rbac/validation).
 */

/** What is wrong with the name of a role or binding, which needs only to be one segment of a path. */
export function pathSegmentErrors(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((character) => name.includes(character)).map((bad) => `may not contain '${bad}'`);
}

/** What is wrong with a Role or ClusterRole, whose types nobody has checked yet. */
export function roleErrors({ rules, aggregationRule }: KubeObject, namespaced: boolean): FieldError[] {
  const errors = itemsOf(rules).flatMap((rule, index) => ruleErrors(rule, `rules[${index}]`, namespaced));
  if (isObject(aggregationRule)) errors.push(...aggregationErrors(aggregationRule['clusterRoleSelectors']));
  return errors;
}

function aggregationErrors(selectors: unknown): FieldError[] {
  const path = 'aggregationRule.clusterRoleSelectors';
  if (!Array.isArray(selectors) || selectors.length === 0) {
    const why = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    return [requiredValue(path, why)];
  }
  return selectors.flatMap((selector, index) => selectorErrors(selector, `${path}[${index}]`));
}

/** What is wrong with a RoleBinding or ClusterRoleBinding, whose types have been checked, given the one that it replaces. */
export function bindingErrors(
  { roleRef, subjects = [] }: Binding,
  existing: Binding | undefined,
  namespaced: boolean,
): FieldError[] {
  const errors = existing === undefined ? [] : changeErrors(roleRef, existing.roleRef);
  errors.push(...roleRefErrors(roleRef, namespaced));
  for (const [index, subject] of subjects.entries()) {
    errors.push(...subjectErrors(subject, `subjects[${index}]`, namespaced));
  }
  return errors;
}

function ruleErrors(rule: UnknownObject, path: string, namespaced: boolean): FieldError[] {
  const { verbs, apiGroups, resources, resourceNames } = rule;
  const urls = textsOf(rule['nonResourceURLs']);
  const errors: FieldError[] = [];
  if (isEmpty(verbs)) errors.push(requiredValue(`${path}.verbs`, 'verbs must contain at least one value'));
  if (urls.length > 0) {
    const refuse = (why: string) => errors.push(invalidUrls(path, urls, why));
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs');
    if (![apiGroups, resources, resourceNames].every(isEmpty)) {
      refuse('rules cannot apply to both regular resources and non-resource URLs');
    }
    return errors;
  }
  if (isEmpty(apiGroups)) {
    errors.push(requiredValue(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  if (isEmpty(resources)) {
    errors.push(requiredValue(`${path}.resources`, 'resource rules must supply at least one resource'));
  }
  return errors;
}

function invalidUrls(path: string, urls: readonly string[], why: string): FieldError {
  const quoted = `[]string{${urls.map((url) => JSON.stringify(url)).join(', ')}}`;
  const detail = `Invalid value: ${quoted}: ${why}`;
  return { type: 'FieldValueInvalid', field: `${path}.nonResourceURLs`, detail };
}

function changeErrors(now: RoleRef, before: RoleRef): FieldError[] {
  if (jsonEqual(now, before)) return [];
  const fields = { APIGroup: now.apiGroup, Kind: now.kind, Name: now.name };
  const written = Object.entries(fields).map(([name, value]) => `${name}:${JSON.stringify(value)}`);
  const detail = `Invalid value: rbac.RoleRef{${written.join(', ')}}: cannot change roleRef`;
  return [{ type: 'FieldValueInvalid', field: 'roleRef', detail }];
}

function roleRefErrors({ apiGroup, kind, name }: RoleRef, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (apiGroup !== RBAC_GROUP) errors.push(unsupportedValue('roleRef.apiGroup', apiGroup, [RBAC_GROUP]));
  if (!kinds.includes(kind)) errors.push(unsupportedValue('roleRef.kind', kind, kinds));
  if (!name) errors.push(requiredValue('roleRef.name'));
  else errors.push(...pathSegmentErrors(name).map((why) => invalidValue('roleRef.name', name, why)));
  return errors;
}

function subjectErrors(subject: Subject, path: string, namespaced: boolean): FieldError[] {
  const { kind, name, apiGroup = '', namespace } = subject;
  const errors = name ? [] : [requiredValue(`${path}.name`)];
  switch (kind) {
    case 'ServiceAccount':
      if (name) errors.push(...subdomainErrors(name).map((why) => invalidValue(`${path}.name`, name, why)));
      if (apiGroup !== '') errors.push(unsupportedValue(`${path}.apiGroup`, apiGroup, ['']));
      if (!namespaced && !namespace) errors.push(requiredValue(`${path}.namespace`));
      break;
    case 'User':
    case 'Group':
      if (apiGroup !== RBAC_GROUP) {
        errors.push(unsupportedValue(`${path}.apiGroup`, apiGroup, [RBAC_GROUP]));
      }
      break;
    default:
      errors.push(unsupportedValue(`${path}.kind`, kind, ['ServiceAccount', 'User', 'Group']));
  }
  return errors;
}

function isEmpty(list: unknown): boolean {
  return !Array.isArray(list) || list.length === 0;
}
