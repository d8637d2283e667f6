import type { KubernetesObject } from '../client/kubernetes-object.ts';
import type { Resource } from '../client/resource.ts';

/** The collection of Leases. */
export const leases: Resource = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  namespaced: true,
};

/** A `coordination.k8s.io/v1` Lease. Times are RFC 3339 with microseconds. */
export interface Lease extends KubernetesObject {
  readonly spec?: LeaseSpec;
}

export interface LeaseSpec {
  /** Who holds it; empty or absent: nobody. */
  readonly holderIdentity?: string;
  /** For how long after its last renewal nobody else may take it. */
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  /** How often it has changed hands. */
  readonly leaseTransitions?: number;
}

/** What is to be written to take the lease, or to keep it when `identity` holds it already. */
export function heldBy(
  identity: string,
  held: LeaseSpec | undefined,
  durationMs: number,
  now: Date,
): LeaseSpec {
  const renewTime = microTime(now);
  const leaseDurationSeconds = Math.ceil(durationMs / 1000);
  if (held?.holderIdentity === identity) return { ...held, leaseDurationSeconds, renewTime };
  const leaseTransitions = held === undefined ? 0 : (held.leaseTransitions ?? 0) + 1;
  return {
    holderIdentity: identity,
    leaseDurationSeconds,
    acquireTime: renewTime,
    renewTime,
    leaseTransitions,
  };
}

/** What is to be written so that the next one needn't wait: nobody's, and for a second. */
export function released(held: LeaseSpec, now: Date): LeaseSpec {
  return { ...held, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(now) };
}

/** The API's `MicroTime`: JavaScript knows milliseconds, the rest are zeros. */
function microTime(date: Date): string {
  return date.toISOString().replace('Z', '000Z');
}
