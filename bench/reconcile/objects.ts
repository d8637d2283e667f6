import type { KubernetesObject, Resource } from '@sluice/controller-runtime';
import {
  apiVersionOf,
  type Kind,
  KongTarget,
  KongUpstream,
  KonnectGatewayControlPlane,
  resourceOf,
} from '@sluice/kong-resources';

/** The namespace that everything is in. */
export const namespace = 'default';

/** An object to apply, with the collection that it belongs to. */
export interface Item {
  readonly resource: Resource;
  readonly object: KubernetesObject;
}

const resources = new Map<Kind, Resource>();

/** One value for each kind, so that the resources of a batch can be told apart as they are. */
function knownResource(kind: Kind): Resource {
  const resource = resources.get(kind) ?? resourceOf(kind);
  resources.set(kind, resource);
  return resource;
}

function item(kind: Kind, name: string, spec: object): Item {
  const object = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name, namespace }, spec };
  return { resource: knownResource(kind), object };
}

/** A control plane; that of the benchmark unless it has a name of its own. */
export function controlPlane(name = 'bench'): Item {
  return item(KonnectGatewayControlPlane, name, {
    createControlPlaneRequest: { name },
    konnect: { authRef: { name: 'konnect-api-auth' } },
  });
}

/** The `u`th upstream; in the control plane of the benchmark unless another is named. */
export function upstream(u: number, inControlPlane = 'bench'): Item {
  return item(KongUpstream, `upstream-${u}`, {
    name: `upstream-${u}`,
    controlPlaneRef: { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: inControlPlane } },
  });
}

/** The `t`th target of the `u`th upstream; each has an address of its own. */
export function target(u: number, t: number, weight = 10 * (t + 1)): Item {
  return item(KongTarget, `target-${u}-${t}`, {
    upstreamRef: { name: `upstream-${u}` },
    target: `10.${u >> 8}.${u & 255}.${t + 1}:8000`,
    weight,
  });
}

/** Upstreams from one number to before another, each with its targets right behind it, as manifests have them. */
export function batch(from: number, to: number, targetsPerUpstream: number): Item[] {
  return Array.from({ length: to - from }, (_, index) => [
    upstream(from + index),
    ...Array.from({ length: targetsPerUpstream }, (_, t) => target(from + index, t)),
  ]).flat();
}
