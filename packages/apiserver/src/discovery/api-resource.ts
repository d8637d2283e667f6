import { createHash } from 'node:crypto';
import type { ServedVersion } from '../registry/resource-catalog.ts';
import type { ResourceVersion } from '../registry/resource-version.ts';
import { subresourcesOf } from '../registry/subresources.ts';

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
  /** Names the version in which the objects are stored, for who moves them all to another one. */
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
    ...(served.verbs.includes('get') && { storageVersionHash: storageVersionHash(resource.storageVersion) }),
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

/** The hash of a version as kube-apiserver makes it. */
function storageVersionHash({ served: { group, version, kind } }: ResourceVersion): string {
  const digest = createHash('sha256').update(`${group}/${version}/${kind}`).digest();
  return digest.subarray(0, 8).toString('base64');
}
