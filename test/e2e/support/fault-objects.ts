import type { KubernetesObject } from '@sluice/controller-runtime';
import {
  KongTarget,
  KongUpstream,
  KonnectAPIAuthConfiguration,
  KonnectGatewayControlPlane,
  resourceOf,
} from '@sluice/kong-resources';
import type { Random } from './random.ts';

export const upstreamCount = 10;
export const targetCount = 150;

export const resources = {
  namespace: { group: '', version: 'v1', plural: 'namespaces', namespaced: false },
  secret: { group: '', version: 'v1', plural: 'secrets', namespaced: true },
  auth: resourceOf(KonnectAPIAuthConfiguration),
  plane: resourceOf(KonnectGatewayControlPlane),
  upstream: resourceOf(KongUpstream),
  target: resourceOf(KongTarget),
} as const;

/** An object as far as the runs look at it. */
export interface KongObject extends KubernetesObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly generation: number;
  };
  readonly spec: {
    readonly name?: string;
    readonly slots?: number;
    readonly target?: string;
    readonly weight?: number;
    readonly upstreamRef?: { readonly name: string };
    readonly createControlPlaneRequest?: { readonly name: string };
  };
  readonly status?: {
    readonly id?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly konnect?: { readonly id: string };
  };
}

/** Whether the operator says that the object's entity is there as declared, in what generation ever. */
export function isProgrammed({ status }: KongObject): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Programmed' && is === 'True') ?? false;
}

export function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export function secret(namespace: string, token: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'token', namespace, labels: { 'konghq.com/credential': 'konnect' } },
    ...{ data: { token: Buffer.from(token).toString('base64') } },
  };
}

export function auth(namespace: string, serverURL: string): KubernetesObject {
  return {
    apiVersion: 'konnect.konghq.com/v1alpha1',
    kind: KonnectAPIAuthConfiguration.kind,
    metadata: { name: 'auth', namespace },
    ...{ spec: { type: 'secretRef', secretRef: { name: 'token' }, serverURL } },
  };
}

export function plane(namespace: string): KubernetesObject {
  return {
    apiVersion: 'konnect.konghq.com/v1alpha2',
    kind: KonnectGatewayControlPlane.kind,
    metadata: { name: 'plane', namespace },
    ...{ spec: { createControlPlaneRequest: { name: namespace }, konnect: { authRef: { name: 'auth' } } } },
  };
}

export function upstream(namespace: string, at: number): KubernetesObject {
  const controlPlaneRef = { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'plane' } };
  return {
    apiVersion: 'configuration.konghq.com/v1alpha1',
    kind: KongUpstream.kind,
    metadata: { name: `upstream-${at}`, namespace },
    ...{ spec: { name: `upstream-${at}`, controlPlaneRef } },
  };
}

/** A target of any of the upstreams, with any weight; its address is its own. */
export function target(namespace: string, at: number, random: Random): KubernetesObject {
  const upstreamRef = { name: `upstream-${random.below(upstreamCount)}` };
  const address = `10.0.${Math.floor(at / 250)}.${at % 250}:8000`;
  return {
    apiVersion: 'configuration.konghq.com/v1alpha1',
    kind: KongTarget.kind,
    metadata: { name: `target-${at}`, namespace },
    ...{ spec: { upstreamRef, target: address, weight: random.below(1000) } },
  };
}
