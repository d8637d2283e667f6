import { isEstablished } from '../registry/built-ins/crd-names.ts';
import { CRD_RESOURCE_ID } from '../registry/built-ins/custom-resource-definition.ts';
import { type Crd, customResource } from '../registry/custom-resource.ts';
import type { ResourceCatalog } from '../registry/resource-catalog.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { StoredEntry } from '../storage/stored-entry.ts';

/**
 * Serves what the stored CRDs declare: those that are there at the start, and from then on each change, before it
 * is acknowledged. Whoever has the answer to the creation of a CRD can create its objects.
 */
export function registerCrds(store: ObjectStore, catalog: ResourceCatalog): void {
  const serve = (entry: StoredEntry): void => {
    const crd: Crd = JSON.parse(entry.json);
    if (isEstablished(crd)) catalog.put(customResource(crd));
  };
  for (const entry of store.table(CRD_RESOURCE_ID).heads()) serve(entry);
  store.onPublished((changes) => {
    for (const { resource, type, entry } of changes) {
      if (resource !== CRD_RESOURCE_ID) continue;
      if (type === 'DELETED') catalog.remove(entry.name);
      else serve(entry);
    }
  });
}
