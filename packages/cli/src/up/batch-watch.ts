import { Informer, type KubernetesObject, resourceName } from '@sluice/controller-runtime';
import type { Cluster } from './cluster.ts';
import { decidingCondition } from './object-verdict.ts';
import type { PlacedManifest } from './placed-manifest.ts';

/**
 * Follows those objects of a batch that have conditions to wait for: one informer for each resource, over the
 * namespaces that the batch has of it.
 */
export class BatchWatch {
  readonly #informers = new Map<string, Informer<KubernetesObject>>();
  readonly #keys = new Map<string, string>();

  /** `onChange` gets an object's key and its new state, undefined when it is gone. Ends with the cluster's signal. */
  constructor(
    cluster: Cluster,
    batch: readonly PlacedManifest[],
    onChange: (key: string, object: KubernetesObject | undefined) => void,
  ) {
    const followed = batch.filter(
      ({ object }) => decidingCondition(object.apiVersion, object.kind) !== undefined,
    );
    for (const placed of followed) this.#keys.set(placeOf(placed), placed.key);
    for (const [name, members] of Map.groupBy(followed, resourceOf)) {
      const resource = members[0]?.resource;
      if (resource === undefined) continue;
      const informer = new Informer<KubernetesObject>({
        client: cluster.client,
        logger: cluster.logger,
        resource,
        namespaces: [...new Set(members.map(({ object }) => object.metadata.namespace ?? ''))],
      });
      informer.onChange((old, current) => {
        const metadata = (current ?? old)?.metadata;
        const key = this.#keys.get(`${name} ${metadata?.namespace} ${metadata?.name}`);
        if (key !== undefined) onChange(key, current);
      });
      this.#informers.set(name, informer);
      // Never rejects: failures are logged and tried again until the signal is aborted.
      void informer.run(cluster.signal);
    }
  }

  /** Takes in what the server answered to a write, and returns the newest state that is known. */
  observe(placed: PlacedManifest, answer: KubernetesObject): KubernetesObject {
    const informer = this.#informers.get(resourceOf(placed));
    informer?.observe(answer);
    const { namespace, name } = placed.object.metadata;
    return informer?.get(namespace, name) ?? answer;
  }
}

function resourceOf({ resource }: PlacedManifest): string {
  return resource === undefined ? '' : `${resourceName(resource)}/${resource.version}`;
}

function placeOf(placed: PlacedManifest): string {
  const { namespace, name } = placed.object.metadata;
  return `${resourceOf(placed)} ${namespace} ${name}`;
}
