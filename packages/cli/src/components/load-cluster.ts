import type { ClusterConfig } from '@sluice/controller-runtime';
import { forUser } from '../user-error.ts';

/**
 * Finds the cluster of a kubeconfig; without a path, where kubectl looks for it.
 *
 * @throws UserError where there is none.
 */
export async function loadCluster(kubeconfigPath: string | undefined): Promise<ClusterConfig> {
  const { KubeconfigError, loadKubeconfig } = await import('@sluice/controller-runtime');
  return loadKubeconfig({ path: kubeconfigPath }).catch((error: unknown) => {
    throw forUser(error, [KubeconfigError]);
  });
}
