import { isPath, type RequestAttributes } from './request-attributes.ts';

/** What a role permits (rbac.authorization.k8s.io/v1 PolicyRule). A missing list is an empty one. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  /** Plurals, with a subresource behind a slash. */
  readonly resources?: readonly string[];
  /** Empty for objects of any name. */
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Stands for everything in each list of a rule but `resourceNames`. */
export const ALL = '*';

/** Whether a rule permits what a request wants to do. */
export function ruleAllows(rule: PolicyRule, attributes: RequestAttributes): boolean {
  if (!holds(rule.verbs, attributes.verb)) return false;
  if (isPath(attributes)) {
    return rule.nonResourceURLs?.some((pattern) => coversPath(pattern, attributes.path)) ?? false;
  }
  const { group, name } = attributes;
  return (
    holds(rule.apiGroups, group) &&
    holdsResource(rule.resources, attributes.resource, attributes.subresource) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(name))
  );
}

/** Whether a pattern of `nonResourceURLs`, which may end in `*`, covers a path or another such pattern. */
export function coversPath(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  return pattern.endsWith(ALL) && path.startsWith(pattern.replace(/\*+$/, ''));
}

function holds(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes(value) || list.includes(ALL));
}

/** `*` includes subresources, and `*` before a slash that subresource of every resource. */
function holdsResource(list: readonly string[] | undefined, resource: string, subresource: string): boolean {
  if (list === undefined) return false;
  if (list.includes(ALL)) return true;
  if (subresource === '') return list.includes(resource);
  return list.includes(`${resource}/${subresource}`) || list.includes(`*/${subresource}`);
}
