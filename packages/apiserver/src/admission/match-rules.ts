import type { ResourceVersion } from '../registry/resource-version.ts';
import type { Operation } from './admission-attributes.ts';

/** Which requests a webhook is for (admissionregistration.k8s.io/v1 RuleWithOperations). */
export interface AdmissionRule {
  operations: string[];
  apiGroups: string[];
  apiVersions: string[];
  /** `pods`, `pods/status` and the like; an asterisk stands for every resource or every part, alone for no part. */
  resources: string[];
  scope?: string;
}

/** What a rule is held against. */
export interface RuleSubject {
  operation: Operation;
  version: ResourceVersion;
  /** Empty for the object itself. */
  subresource: string;
}

/** Whether one of the rules is for a request in exactly this version of its resource. */
export function matchesRules(rules: readonly AdmissionRule[], subject: RuleSubject): boolean {
  const { group, version, plural, namespaced } = subject.version.served;
  return rules.some(
    ({ operations, apiGroups, apiVersions, resources, scope = '*' }) =>
      holds(operations, subject.operation) &&
      holds(apiGroups, group) &&
      holds(apiVersions, version) &&
      (scope === '*' || (scope === 'Namespaced') === namespaced) &&
      resources.some((resource) => matchesResource(resource, plural, subject.subresource)),
  );
}

function holds(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function matchesResource(pattern: string, plural: string, subresource: string): boolean {
  const [resource = '', part = ''] = pattern.split('/', 2);
  return (resource === '*' || resource === plural) && (part === '*' || part === subresource);
}
