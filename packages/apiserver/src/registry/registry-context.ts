import type { Admission } from '../admission/admission.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { ResourceTable } from '../storage/resource-table.ts';
import { objectKey } from '../storage/stored-entry.ts';
import type { WebhookClient } from '../webhook/webhook-client.ts';
import type { ResourceCatalog } from './resource-catalog.ts';
import type { Target } from './target.ts';
import type { WatchBacklog } from './watch-backlog.ts';

/** What every operation on objects works with. */
export interface RegistryContext {
  store: ObjectStore;
  catalog: ResourceCatalog;
  webhooks: WebhookClient;
  admission: Admission;
  /** What the clients of all watches haven't taken. */
  backlog: WatchBacklog;
  now(): Date;
}

/** The table and key of the object that a target names. */
export function locate(context: RegistryContext, target: Target): { table: ResourceTable; key: string } {
  return { table: context.store.table(target.resource.id), key: objectKey(target.namespace, target.name) };
}

/** The time of a write, as Kubernetes writes times: RFC 3339, UTC, whole seconds. */
export function timestamp(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}
