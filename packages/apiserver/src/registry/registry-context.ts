import type { Admission } from '../admission/admission.ts';
import type { User } from '../auth/user.ts';
import type { RequestAttributes } from '../authorization/request-attributes.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { ResourceTable } from '../storage/resource-table.ts';
import { objectKey } from '../storage/stored-entry.ts';
import type { WebhookClient } from '../webhook/webhook-client.ts';
import type { ResourceCatalog, ServedVersion } from './resource-catalog.ts';
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

/** The objects that a request is about. */
export interface Target extends ServedVersion {
  /** Empty for cluster-scoped resources, and for requests across all namespaces. */
  namespace: string;
  /** Empty for requests about a collection. */
  name: string;
  /** Empty for the object itself. */
  subresource: string;
}

/** How a client wants its write to be taken. */
export interface WriteOptions {
  /** Who writes. */
  user: User;
  /** Refuses what they may not do, beside what the request was let in for. Throws an ApiError 403. */
  authorize(attributes: RequestAttributes): void;
  /** Go through all checks, and store nothing. */
  dryRun: boolean;
  /**
   * The server's own write, which must not depend on webhooks: they aren't asked, and the object stays in the version
   * that it is stored in.
   */
  isInternal?: boolean;
  /** Who owns the fields that are set, in `metadata.managedFields`. */
  fieldManager: string;
  /** Whether an apply takes over fields that others manage. */
  force: boolean;
  /** What happens to unknown and duplicate fields: refused, reported, or dropped in silence. */
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** Collects what the client is to be warned of. */
  warn(message: string): void;
}

/** A write's answer: the object as JSON in the version that was asked for. */
export interface WriteResult {
  json: string;
  created: boolean;
}

/** The table and key of the object that a target names. */
export function locate(context: RegistryContext, target: Target): { table: ResourceTable; key: string } {
  return { table: context.store.table(target.resource.id), key: objectKey(target.namespace, target.name) };
}

/** The time of a write, as Kubernetes writes times: RFC 3339, UTC, whole seconds. */
export function timestamp(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}
