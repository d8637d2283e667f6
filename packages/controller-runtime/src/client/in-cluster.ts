import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterConfig } from './cluster-config.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

/** Where the kubelet mounts a pod's service account. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Whether the environment is that of a pod: the kubelet sets these variables in each container. */
export function isInCluster(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env['KUBERNETES_SERVICE_HOST'] && env['KUBERNETES_SERVICE_PORT']);
}

/**
 * The API server of the cluster that this pod runs in, as the pod's service account. The token's file is named,
 * not read: the kubelet rotates it.
 */
export async function inClusterConfig(env: NodeJS.ProcessEnv, folder: string): Promise<ClusterConfig> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port) {
    throw new KubeconfigError(
      'not in a pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set',
    );
  }
  const ca = await readMounted(join(folder, 'ca.crt'));
  const namespace = await readMounted(join(folder, 'namespace'));
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    namespace: namespace.trim() || 'default',
    source: 'the pod’s service account',
    ca,
    credentials: { tokenFile: join(folder, 'token') },
  };
}

async function readMounted(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new KubeconfigError(`cannot read ${path}: does the pod set automountServiceAccountToken: false?`, {
      path,
      cause,
    });
  }
}
