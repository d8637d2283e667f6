import type { ListenAddress } from '@sluice/controller-runtime';
import { tracingOf } from '../tracing/tracing-of.ts';
import { forUser } from '../user-error.ts';
import type { Component } from './component.ts';
import { loadCluster } from './load-cluster.ts';

/** What the operator needs. */
export interface OperatorConfig {
  /** Without it, the cluster is looked for where kubectl does. */
  readonly kubeconfigPath?: string;
  /** PEM of the authority that signed the control plane's certificate, where that isn't a public one. */
  readonly konnectCa?: string;
  readonly syncPeriodMs: number;
  readonly concurrency: number;
  readonly pruneOrphans?: boolean;
  readonly conversionWebhook?: {
    readonly address: ListenAddress;
    readonly host?: string;
    /** What it is served with where it has a host; made by the operator itself unless given, or when it grows old. */
    readonly certificate?: { readonly cert: string; readonly key: string; readonly ca: string };
  };
  readonly adoptByName?: boolean;
  readonly deletionGiveUpAfterMs?: number;
  /** The namespaces whose objects are looked after; every one unless given. */
  readonly watchNamespaces?: readonly string[];
  /** Off unless given; the namespace is the cluster configuration's own where it names none. */
  readonly leaderElection?: { readonly isOn: boolean; readonly namespace?: string | undefined };
  /** Served nowhere unless given. */
  readonly metricsAddress?: ListenAddress | undefined;
  /** Served nowhere unless given. */
  readonly healthAddress?: ListenAddress | undefined;
}

export interface OperatorUrls {
  /** Undefined where they are served nowhere. */
  readonly metricsUrl: string | undefined;
  readonly healthUrl: string | undefined;
}

/** The operator. Several may run, so nothing locks it. */
export const operator: Component<OperatorConfig, OperatorUrls> = {
  name: 'operator',
  title: 'The operator',
  async load() {
    const { startOperator } = await import('@sluice/operator');
    return async ({ kubeconfigPath, leaderElection, ...options }, logger) => {
      const cluster = await loadCluster(kubeconfigPath);
      const leaderElectionNamespace = leaderElection?.isOn
        ? (leaderElection.namespace ?? cluster.namespace)
        : undefined;
      const { tracer, close: closeTracing } = await tracingOf(operator.name, logger);
      const running = await startOperator({ ...options, leaderElectionNamespace, cluster, logger, tracer });
      const { metricsUrl, healthUrl } = running;
      const stopped = running.stopped.finally(closeTracing);
      return {
        urls: { metricsUrl, healthUrl },
        stopped: stopped.catch(explain),
        async close() {
          await running.close();
          await stopped;
        },
      };
    };
  },
  configForRestart: (config, { metricsUrl, healthUrl }) => ({
    ...config,
    metricsAddress: addressIn(metricsUrl),
    healthAddress: addressIn(healthUrl),
  }),
};

/** A process that may not work, or no longer, ends with a sentence instead of a stack. */
async function explain(error: unknown): Promise<never> {
  const [{ CompetingOperatorError }, { LostLeadershipError }] = await Promise.all([
    import('@sluice/operator'),
    import('@sluice/controller-runtime'),
  ]);
  const cause = error instanceof Error ? error.cause : undefined;
  const explained = forUser(cause, [CompetingOperatorError, LostLeadershipError]);
  throw explained === cause ? error : explained;
}

function addressIn(url: string | undefined): ListenAddress | undefined {
  if (url === undefined) return undefined;
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
