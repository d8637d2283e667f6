import { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import type { EntityDescriptor } from '../entity/entity-descriptor.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import type { Lookup } from '../references/resolve.ts';
import { parseWorkKey, workKey } from './work-key.ts';

/** The share of what isn't about any control plane: Secrets, and objects whose control plane nobody knows. */
const clusterShare = 'cluster';

/**
 * The share of the work that a key belongs to: that of the control plane which its entity lies in, so that a server
 * that takes its time holds up nobody else's objects. A control plane goes with what is in it; each auth
 * configuration is a share of its own, because it is what everything below it waits for.
 */
export function workShare(
  key: string,
  descriptorOf: (kind: string) => EntityDescriptor | undefined,
  lookup: Lookup,
): string {
  const { kind, at } = parseWorkKey(key);
  if (kind === KonnectAPIAuthConfiguration.kind) return key;
  let descriptor = descriptorOf(kind);
  let object: EntityObject | undefined = lookup(kind, at);
  const lowest = descriptor && object && { descriptor, object };
  while (descriptor && object) {
    if (descriptor.holdsEntities) return workKey(object.kind, object.metadata);
    const { parent } = descriptor;
    if (!parent) break;
    const above = parent.nameIn(object);
    descriptor = descriptorOf(parent.to.kind);
    // Control planes are told apart by name, so that their entities are together from before there is one.
    if (descriptor?.holdsEntities) return workKey(parent.to.kind, above);
    object = lookup(parent.to.kind, above);
  }
  return lowest?.descriptor.location(lowest.object).controlPlaneId ?? clusterShare;
}
