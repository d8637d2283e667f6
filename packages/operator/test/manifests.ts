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
export function auth(name = 'konnect-api-auth', secretName = 'konnect-token'): Manifest {
  return {
    apiVersion: konnect,
    kind: 'KonnectAPIAuthConfiguration',
    metadata: { name },
    spec: { type: 'secretRef', secretRef: { name: secretName }, serverURL: 'https://konnect.test' },
  };
}

/** A control plane. */
export function controlPlane(name = 'gateway', spec: object = {}): Manifest {
  return {
    apiVersion: konnect,
    kind: 'KonnectGatewayControlPlane',
    metadata: { name },
    spec: { name, konnect: { authRef: { name: 'konnect-api-auth' } }, ...spec },
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
