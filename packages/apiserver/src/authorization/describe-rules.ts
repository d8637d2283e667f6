import type { PolicyRule } from './policy-rule.ts';

/** Lists as Go prints them with `%q`. */
export function quoteList(list: readonly string[]): string {
  return `[${list.map((item) => JSON.stringify(item)).join(' ')}]`;
}

/**
 * Rules for one permission each, one line per resource or path with all of its verbs, in the form in which
 * kube-apiserver names permissions that somebody lacks.
 */
export function describeRules(rules: readonly PolicyRule[]): string[] {
  const verbsByPlace = new Map<string, { rule: PolicyRule; verbs: string[] }>();
  for (const rule of rules) {
    const place = describePlace(rule);
    const known = verbsByPlace.get(place);
    if (known === undefined) verbsByPlace.set(place, { rule, verbs: [...rule.verbs] });
    else known.verbs.push(...rule.verbs);
  }
  return [...verbsByPlace]
    .map(([place, { verbs }]) => `{${place}, Verbs:${quoteList([...new Set(verbs)])}}`)
    .sort();
}

function describePlace({ apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const parts = { APIGroups: apiGroups, Resources: resources, NonResourceURLs: nonResourceURLs };
  return Object.entries({ ...parts, ResourceNames: resourceNames })
    .filter(([, list]) => list !== undefined && list.length > 0)
    .map(([name, list]) => `${name}:${quoteList(list ?? [])}`)
    .join(', ');
}
