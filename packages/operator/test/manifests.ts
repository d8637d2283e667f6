import type { Manifest } from './fake-cluster.ts';

const core = 'configuration.konghq.com/v1alpha1';
const konnect = 'konnect.konghq.com/v1alpha1';

/** A Secret that holds a token. */
export function secret(token = 'kpat_good', name = 'konnect-token'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels: { 'konghq.com/credential': 'konnect' } },
    data: { token: Buffer.from(token).toString('base64') },
  };
}

/** An auth configuration that takes its token from the Secret. */
export function auth(
  name = 'konnect-api-auth',
  secretName = 'konnect-token',
  serverURL = 'https://konnect.test',
): Manifest {
  return {
    apiVersion: konnect,
    kind: 'KonnectAPIAuthConfiguration',
    metadata: { name },
    spec: { type: 'secretRef', secretRef: { name: secretName }, serverURL },
  };
}

/** What a control plane's spec has beside the request. */
interface BesideRequest {
  readonly [field: string]: unknown;
  readonly konnect?: object | undefined;
  readonly members?: readonly object[];
}

/** A control plane; `spec` has the fields of the request and what lies beside it. */
export function controlPlane(name = 'gateway', spec: BesideRequest = {}): Manifest {
  const { konnect = { authRef: { name: 'konnect-api-auth' } }, members, ...request } = spec;
  return {
    apiVersion: 'konnect.konghq.com/v1alpha2',
    kind: 'KonnectGatewayControlPlane',
    metadata: { name },
    spec: {
      createControlPlaneRequest: { name, ...request },
      ...('konnect' in spec && spec.konnect === undefined ? {} : { konnect }),
      ...(members ? { members } : {}),
    },
  };
}

/** An upstream in the control plane `gateway`. */
export function upstream(name = 'upstream', spec: object = {}): Manifest {
  return {
    apiVersion: core,
    kind: 'KongUpstream',
    metadata: { name },
    spec: {
      name,
      controlPlaneRef: { type: 'konnectNamespacedRef', konnectNamespacedRef: { name: 'gateway' } },
      ...spec,
    },
  };
}

/** A target of the upstream `upstream`. */
export function target(name: string, address: string, spec: object = {}): Manifest {
  return {
    apiVersion: core,
    kind: 'KongTarget',
    metadata: { name },
    spec: { upstreamRef: { name: 'upstream' }, target: address, ...spec },
  };
}

/** A grant for whoever `from` names to refer to whatever `to` names. */
export function grant(
  name: string,
  from: readonly { group: string; kind: string; namespace: string }[],
  to: readonly { group: string; kind: string; name?: string }[],
): Manifest {
  return { apiVersion: core, kind: 'KongReferenceGrant', metadata: { name }, spec: { from, to } };
}

/** The same manifest in another namespace. */
export function inNamespace(namespace: string, manifest: Manifest): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

/** A manifest as the cluster would store it, of the kind that the caller says it is. */
export function stored<T>(manifest: Manifest, parts: { metadata?: object; status?: object } = {}): T {
  const metadata = {
    namespace: 'default',
    uid: `uid-of-${manifest.metadata.name}`,
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: '2030-01-01T00:00:00Z',
    ...manifest.metadata,
    ...parts.metadata,
  };
  return { ...manifest, ...parts, metadata } as T;
}
