import type { ObjectStore } from '../../storage/object-store.ts';
import type { StoredEntry } from '../../storage/stored-entry.ts';
import type { Crd } from '../custom-resource.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { clusterKinds } from './cluster-kinds.ts';
import { configMap } from './config-map.ts';
import { CRD_RESOURCE_ID, customResourceDefinition } from './custom-resource-definition.ts';
import { event } from './event.ts';
import { lease } from './lease.ts';
import { namespace } from './namespace.ts';
import { secret } from './secret.ts';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook-configurations.ts';

/** The kinds that the server itself brings. */
export function builtIns(store: ObjectStore, now: () => string): ResourceDefinition[] {
  return [
    configMap,
    event,
    namespace,
    secret,
    lease,
    customResourceDefinition(storedCrds(store), now),
    mutatingWebhookConfiguration,
    validatingWebhookConfiguration,
    ...clusterKinds(store),
  ];
}

/** Reads the CRDs in a store, each of its states once. */
function storedCrds(store: ObjectStore): () => Iterable<Crd> {
  const parsed = new WeakMap<StoredEntry, Crd>();
  return function* crds() {
    for (const entry of store.table(CRD_RESOURCE_ID).heads()) {
      const crd: Crd = parsed.get(entry) ?? JSON.parse(entry.json);
      parsed.set(entry, crd);
      yield crd;
    }
  };
}
