import type { ServedVersion } from '../registry/resource-catalog.ts';
import { subresourcesOf } from '../registry/store-update.ts';

/** A resource or subresource as plain discovery lists it (meta/v1 APIResource). */
export interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  group?: string;
  version?: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  storageVersionHash?: string;
}

/** A resource in one version, followed by its subresources. */
export function apiResources({ resource, version }: ServedVersion): ApiResource[] {
  const { served } = version;
  const own: ApiResource = {
    name: served.plural,
    singularName: served.singular,
    namespaced: served.namespaced,
    kind: served.kind,
    verbs: served.verbs,
    ...(served.shortNames.length === 0 ? {} : { shortNames: served.shortNames }),
    ...(served.categories.length === 0 ? {} : { categories: served.categories }),
  };
  const parts = Object.entries(subresourcesOf(resource, version)).map(([name, { verbs, question, view }]) => {
    const other = (question ?? view)?.version.served;
    return {
      name: `${served.plural}/${name}`,
      singularName: '',
      namespaced: served.namespaced,
      ...(other && { group: other.group, version: other.version }),
      kind: other?.kind ?? served.kind,
      verbs: [...verbs],
    };
  });
  return [own, ...parts];
}
