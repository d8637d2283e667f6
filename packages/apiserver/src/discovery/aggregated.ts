import type { ServedVersion } from '../registry/resource-catalog.ts';
import type { ResourceVersion } from '../registry/resource-version.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { subresourcesOf } from '../registry/subresources.ts';

/** All groups, versions and resources in one document (apidiscovery.k8s.io/v2 APIGroupDiscoveryList). */
export function aggregatedDiscovery(
  groups: ReadonlyMap<string, ReadonlyMap<string, readonly ServedVersion[]>>,
  apiVersion: string,
): Record<string, unknown> {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion,
    metadata: {},
    items: [...groups].map(([group, versions]) => ({
      metadata: { name: group, creationTimestamp: null },
      versions: [...versions].map(([version, resources]) => ({
        version,
        resources: resources.map(resourceDiscovery),
        freshness: 'Current',
      })),
    })),
  };
}

function resourceDiscovery({ resource, version }: ServedVersion): Record<string, unknown> {
  const { served } = version;
  const responseKind = kindOf(served);
  const subresources = Object.entries(subresourcesOf(resource, version)).map(
    ([name, { verbs, question, view }]) => ({
      subresource: name,
      responseKind: shownAs(question ?? view) ?? responseKind,
      verbs,
    }),
  );
  return {
    resource: served.plural,
    responseKind,
    scope: served.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: served.singular,
    verbs: served.verbs,
    ...(served.shortNames.length === 0 ? {} : { shortNames: served.shortNames }),
    ...(served.categories.length === 0 ? {} : { categories: served.categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function shownAs(kind: { version: ResourceVersion } | undefined): Record<string, string> | undefined {
  return kind && kindOf(kind.version.served);
}

function kindOf({ group, version, kind }: ServedResource): Record<string, string> {
  return { group, version, kind };
}
