import { ALL, coversPath, type PolicyRule } from './policy-rule.ts';

/**
 * What some rules permit beyond others, in rules for one verb of one resource or path each: nobody may hand out
 * more than they have themselves. Empty when the others cover it all.
 *
 * @param held what the one who hands out may do
 * @param granted what they hand out
 */
export function missingRules(held: readonly PolicyRule[], granted: readonly PolicyRule[]): PolicyRule[] {
  return granted.flatMap(takeApart).filter((single) => !held.some((rule) => covers(rule, single)));
}

/** A rule as the single permissions that it is made of. */
function takeApart({
  verbs,
  apiGroups,
  resources,
  resourceNames,
  nonResourceURLs,
}: PolicyRule): PolicyRule[] {
  const names = resourceNames?.length ? resourceNames.map((name) => [name]) : [undefined];
  const forResources = (apiGroups ?? []).flatMap((group) =>
    (resources ?? []).flatMap((resource) =>
      verbs.flatMap((verb) =>
        names.map((name) => ({
          verbs: [verb],
          apiGroups: [group],
          resources: [resource],
          ...(name && { resourceNames: name }),
        })),
      ),
    ),
  );
  const forPaths = (nonResourceURLs ?? []).flatMap((url) =>
    verbs.map((verb) => ({ verbs: [verb], nonResourceURLs: [url] })),
  );
  return [...forResources, ...forPaths];
}

function covers(rule: PolicyRule, single: PolicyRule): boolean {
  return (
    holdsAll(rule.verbs, single.verbs) &&
    holdsAll(rule.apiGroups, single.apiGroups) &&
    holdsResources(rule.resources, single.resources) &&
    holdsNames(rule.resourceNames, single.resourceNames) &&
    (single.nonResourceURLs ?? []).every((url) =>
      (rule.nonResourceURLs ?? []).some((pattern) => coversPath(pattern, url)),
    )
  );
}

function holdsAll(list: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return list.includes(ALL) || wanted.every((one) => list.includes(one));
}

function holdsResources(list: readonly string[] = [], wanted: readonly string[] = []): boolean {
  if (list.includes(ALL)) return true;
  return wanted.every((resource) => {
    const slash = resource.indexOf('/');
    return list.includes(resource) || (slash >= 0 && list.includes(`*${resource.slice(slash)}`));
  });
}

/** A permission for all names is covered by another one for all names only. */
function holdsNames(list: readonly string[] = [], wanted: readonly string[] = []): boolean {
  return list.length === 0 || (wanted.length > 0 && wanted.every((name) => list.includes(name)));
}
