import type { ListenAddress } from '@sluice/controller-runtime';
import { operator } from '../components/operator.ts';
import { givenAuthorities } from './given-authorities.ts';
import { serve } from './serve.ts';

export interface OperatorOptions {
  readonly kubeconfig: string | undefined;
  readonly konnectCaFile: string | undefined;
  readonly konnectSyncPeriod: number;
  readonly konnectControllerMaxConcurrentReconciles: number;
  readonly pruneOrphans: boolean;
  readonly conversionWebhookBindAddress: ListenAddress;
  readonly conversionWebhookHost: string | undefined;
  readonly adoptByName: boolean;
  readonly deletionGiveUpAfter: number | undefined;
  readonly watchNamespaces: readonly string[];
  readonly leaderElection: boolean;
  readonly leaderElectionNamespace: string | undefined;
  /** Undefined: they are served nowhere. So is health. */
  readonly metricsBindAddress: ListenAddress | undefined;
  readonly healthProbeBindAddress: ListenAddress | undefined;
  readonly logLevel: string;
}

/** Runs the operator until it is asked to end. Resolves with the exit code. */
export async function runOperator(options: OperatorOptions): Promise<number> {
  const { kubeconfig, konnectCaFile, metricsBindAddress, healthProbeBindAddress } = options;
  const ports = [metricsBindAddress, healthProbeBindAddress, options.conversionWebhookBindAddress].flatMap(
    (address) => address?.port ?? [],
  );
  return serve(
    operator,
    {
      ...(kubeconfig === undefined ? {} : { kubeconfigPath: kubeconfig }),
      ...(konnectCaFile === undefined
        ? {}
        : { konnectCa: givenAuthorities('--konnect-ca-file', konnectCaFile) }),
      syncPeriodMs: options.konnectSyncPeriod,
      concurrency: options.konnectControllerMaxConcurrentReconciles,
      pruneOrphans: options.pruneOrphans,
      conversionWebhook: {
        address: options.conversionWebhookBindAddress,
        ...(options.conversionWebhookHost === undefined ? {} : { host: options.conversionWebhookHost }),
      },
      adoptByName: options.adoptByName,
      ...(options.deletionGiveUpAfter === undefined
        ? {}
        : { deletionGiveUpAfterMs: options.deletionGiveUpAfter }),
      ...(options.watchNamespaces.length > 0 && { watchNamespaces: options.watchNamespaces }),
      leaderElection: { isOn: options.leaderElection, namespace: options.leaderElectionNamespace },
      metricsAddress: metricsBindAddress,
      healthAddress: healthProbeBindAddress,
    },
    {
      where: `port ${ports.join(' or ')}`,
      instead:
        'stop what uses it, or choose others with --metrics-bind-address, --health-probe-bind-address and ' +
        '--conversion-webhook-bind-address',
    },
    {
      logLevel: options.logLevel,
      introduce: ({ metricsUrl, healthUrl }) =>
        `The operator runs\nMetrics  ${named(metricsUrl)}\nHealth   ${named(healthUrl)}`,
    },
  );
}

/** An address without a host stands for every address; people need one that they can open. */
function named(url: string | undefined): string {
  return url?.replace('//:', '//localhost:') ?? 'off';
}
