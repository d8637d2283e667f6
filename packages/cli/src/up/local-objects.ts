import type { KubernetesObject } from '@sluice/controller-runtime';

/** The name and namespace of the two objects that lead to the local control plane. */
export const localAuth = { name: 'konnect-api-auth', namespace: 'default' };

/** The Secret with the control plane's token, labelled so that the operator watches it. */
export function tokenSecret(token: string): KubernetesObject & { data: { token: string } } {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...localAuth, labels: { 'konghq.com/credential': 'konnect' } },
    data: { token: Buffer.from(token).toString('base64') },
  };
}

/** The authentication configuration that names the local control plane and that Secret. */
export function authConfiguration(serverURL: string): KubernetesObject & { spec: object } {
  return {
    apiVersion: 'konnect.konghq.com/v1alpha1',
    kind: 'KonnectAPIAuthConfiguration',
    metadata: localAuth,
    spec: { type: 'secretRef', secretRef: { name: localAuth.name }, serverURL },
  };
}
