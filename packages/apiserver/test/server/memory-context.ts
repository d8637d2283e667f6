import { Admission } from '../../src/admission/admission.ts';
import { Authorizer } from '../../src/authorization/authorizer.ts';
import { RbacIndex } from '../../src/authorization/rbac-index.ts';
import type { RegistryContext } from '../../src/registry/registry-context.ts';
import { ResourceCatalog } from '../../src/registry/resource-catalog.ts';
import { WatchBacklog } from '../../src/registry/watch-backlog.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { WebhookClient } from '../../src/webhook/webhook-client.ts';

/** What the registry needs around a store: no resources and no webhooks, at the beginning of time. */
export function memoryContext(store: ObjectStore): RegistryContext {
  const webhooks = new WebhookClient(store);
  const admission = new Admission({
    store,
    client: webhooks,
    authorizer: new Authorizer(new RbacIndex(store)),
    logger: undefined,
  });
  return {
    store,
    catalog: new ResourceCatalog(),
    webhooks,
    admission,
    backlog: new WatchBacklog(),
    now: () => new Date(0),
  };
}
