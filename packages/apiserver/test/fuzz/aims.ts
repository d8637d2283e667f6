import { kubernetesType, typeNameOf } from '../../src/built-in-schemas/read-types.ts';
import { expectStatus } from '../conformance/expectations.ts';
import type { KubeClient } from '../server/kube-client.ts';
import { unlikeOthers } from '../server/sample-objects.ts';

/** A resource to aim at: where its collections are, and what it has beside its objects. */
export interface Aim {
  /** With `{namespace}` where a namespace goes. */
  collection: string;
  subresources: readonly string[];
  /** What its objects are, where they are known beforehand: of a built-in kind that is stored. */
  builtIn?: { group: string; version: string; kind: string; resource: string };
}

interface Announced {
  name: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

/** Everything that discovery names, except webhooks: others than the run's own would end all writes. */
export async function discoverAims(client: KubeClient): Promise<Aim[]> {
  const groups = expectStatus(await client.get('/apis'), 200)['groups'] as {
    versions: { groupVersion: string }[];
  }[];
  const groupVersions = ['v1', ...groups.flatMap(({ versions }) => versions.map((one) => one.groupVersion))];
  const aims: Aim[] = [];
  for (const groupVersion of groupVersions) {
    const root = groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`;
    const [version = '', group = ''] = groupVersion.split('/').reverse();
    const resources = (await client.get(root)).object['resources'] as Announced[];
    const plain = resources.filter(
      ({ name }) => !name.includes('/') && !name.endsWith('webhookconfigurations'),
    );
    for (const { name, kind, namespaced, verbs } of plain) {
      const subresources = resources
        .filter((one) => one.name.startsWith(`${name}/`))
        .map((one) => one.name.split('/')[1] ?? '');
      const collection = `${root}${namespaced ? '/namespaces/{namespace}' : ''}/${name}`;
      const resource = `${group}/${version}/${name}`;
      const isKnown = kubernetesType(typeNameOf(group, version, kind)) !== undefined;
      const isStored = isKnown && verbs.includes('get') && !unlikeOthers.has(resource);
      aims.push({
        collection,
        subresources,
        ...(isStored && { builtIn: { group, version, kind, resource } }),
      });
    }
  }
  return aims;
}
