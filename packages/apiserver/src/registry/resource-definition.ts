import type { WebhookConversion } from '../conversion/webhook-conversion.ts';
import type { ResourceName } from '../status/api-error.ts';
import type { ResourceVersion } from './resource-version.ts';
import type { Strategy } from './strategy.ts';

/** A resource as it is stored, whatever versions it is served in. */
export interface ResourceDefinition extends ResourceName {
  /** Names its table in the store: `plural.group`, or the bare plural in the core group. */
  id: string;
  kind: string;
  namespaced: boolean;
  /** The version in which objects lie on disk. It need not be served. */
  storageVersion: ResourceVersion;
  /** By version name; only those that are served. */
  versions: ReadonlyMap<string, ResourceVersion>;
  /** Those that aren't served, too: objects may be stored in them. */
  allVersions: readonly ResourceVersion[];
  /** Who converts between the versions; undefined where they differ only in their fields. */
  conversion: WebhookConversion | undefined;
  strategy: Strategy;
}
