import { isKubernetesApiError, type Resource } from '@sluice/controller-runtime';
import { splitApiVersion } from '../manifests/manifest.ts';
import type { Cluster } from './cluster.ts';
import { untilAvailable } from './until-available.ts';

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}

/** Asks the API server which resource serves a kind. Each group's version is asked for once. */
export class ResourceDiscovery {
  readonly #cluster: Cluster;
  readonly #lists = new Map<string, Promise<ResourceList | undefined>>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The resource of a kind, or undefined when the server serves none. */
  async find(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const { group, version } = splitApiVersion(apiVersion);
    const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    let list = this.#lists.get(path);
    if (list === undefined) {
      list = this.#read(path);
      this.#lists.set(path, list);
    }
    // Subresources, such as `kongtargets/status`, can bear the kind of their resource.
    const found = (await list)?.resources.find(
      ({ name, kind: served }) => served === kind && !name.includes('/'),
    );
    return found && { group, version, plural: found.name, namespaced: found.namespaced };
  }

  /** Forgets what the server said, because it serves more now. */
  forget(): void {
    this.#lists.clear();
  }

  async #read(path: string): Promise<ResourceList | undefined> {
    const { client, signal } = this.#cluster;
    try {
      return JSON.parse(await untilAvailable(signal, () => client.raw(path, { signal })));
    } catch (error) {
      if (isKubernetesApiError(error, 404)) return undefined;
      throw error;
    }
  }
}
