import type { ClusterConfig, ListenAddress } from '@sluice/controller-runtime';
import { forUser } from '../user-error.ts';
import type { Component } from './component.ts';

/** What the operator needs. */
export interface OperatorConfig {
  /** Without it, the cluster is looked for where kubectl does. */
  readonly kubeconfigPath?: string;
  /** PEM of the authority that signed the control plane's certificate, where that isn't a public one. */
  readonly konnectCa?: string;
  readonly syncPeriodMs: number;
  readonly concurrency: number;
  readonly pruneOrphans?: boolean;
  readonly metricsAddress: ListenAddress;
  readonly healthAddress: ListenAddress;
}

export interface OperatorUrls {
  readonly metricsUrl: string;
  readonly healthUrl: string;
}

/** The operator. Several may run, so nothing locks it. */
export const operator: Component<OperatorConfig, OperatorUrls> = {
  name: 'operator',
  title: 'The operator',
  async load() {
    const { startOperator } = await import('@sluice/operator');
    return async ({ kubeconfigPath, ...options }, logger) => {
      const cluster = await loadCluster(kubeconfigPath);
      const { metricsUrl, healthUrl, stopped, close } = await startOperator({ ...options, cluster, logger });
      return { urls: { metricsUrl, healthUrl }, stopped, close };
    };
  },
  configForRestart: (config, { metricsUrl, healthUrl }) => ({
    ...config,
    metricsAddress: addressIn(metricsUrl),
    healthAddress: addressIn(healthUrl),
  }),
};

async function loadCluster(kubeconfigPath: string | undefined): Promise<ClusterConfig> {
  const { KubeconfigError, loadKubeconfig } = await import('@sluice/controller-runtime');
  return loadKubeconfig({ path: kubeconfigPath }).catch((error: unknown) => {
    throw forUser(error, [KubeconfigError]);
  });
}

function addressIn(url: string): ListenAddress {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
