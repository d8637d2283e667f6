import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Tracer } from '@opentelemetry/api';
import {
  type ClusterConfig,
  Controller,
  createKubernetesClient,
  createMetrics,
  EventRecorder,
  type ListenAddress,
  Manager,
  proxyFor,
} from '@sluice/controller-runtime';
import { createKonnectClient } from '@sluice/konnect-api';
import type { Logger } from 'pino';
import { ConversionWebhook, type ConversionWebhookOptions } from './conversion/conversion-webhook.ts';
import { entities } from './kinds/entities.ts';
import { leadership } from './leadership/leadership.ts';
import { driftMetrics } from './metrics/drift-metrics.ts';
import { konnectMetrics } from './metrics/konnect-metrics.ts';
import { addObjectMetrics } from './metrics/object-metrics.ts';
import { OperatorCore } from './operator-core.ts';
import { tracedCluster } from './tracing/traced-cluster.ts';
import { tracedKonnectCalls } from './tracing/traced-konnect-calls.ts';
import type { Tracing } from './tracing/tracing.ts';

/** How the operator is run. Times in milliseconds. */
export interface OperatorOptions {
  /** The cluster whose objects are reconciled; see `loadKubeconfig` of the controller runtime. */
  readonly cluster: ClusterConfig;
  readonly logger: Logger;
  /** PEM certificates that are trusted for control planes, beside those that Node trusts. */
  readonly konnectCa?: string | undefined;
  /** How often each control plane is compared with the cluster, and each token checked. 60,000 unless given. */
  readonly syncPeriodMs?: number | undefined;
  /** Objects of one control plane that are worked on at a time. 32 unless given. */
  readonly concurrency?: number | undefined;
  /** Whether entities whose objects are gone are removed; otherwise they are only reported. */
  readonly pruneOrphans?: boolean | undefined;
  /** Whether entities are taken back that objects of the same group, kind, namespace and name, now gone, had made. */
  readonly adoptByName?: boolean | undefined;
  /** After how long a deletion that waits leaves behind what it can't remove; never unless given. */
  readonly deletionGiveUpAfterMs?: number | undefined;
  /** The namespaces whose objects are looked after; every one unless given. */
  readonly watchNamespaces?: readonly string[] | undefined;
  /** Where the Lease lies by which one of several operators is elected; there is no election unless given. */
  readonly leaderElectionNamespace?: string | undefined;
  /**
   * Where versions are converted for the API server, and the host under which it reaches that; without a host it comes
   * by way of the Service that the CRD names. There is no conversion unless given.
   */
  readonly conversionWebhook?: Pick<ConversionWebhookOptions, 'address' | 'host' | 'certificate'> | undefined;
  /** Served nowhere unless given. */
  readonly metricsAddress?: ListenAddress | undefined;
  /** Served nowhere unless given. */
  readonly healthAddress?: ListenAddress | undefined;
  /** Makes the spans of traces; there are none unless given. */
  readonly tracer?: Tracer | undefined;
}

/** An operator at work. */
export interface RunningOperator {
  /** Undefined where they are served nowhere. */
  readonly metricsUrl: string | undefined;
  readonly healthUrl: string | undefined;
  /** Resolves when it has stopped; rejects when it had to stop because a part of it failed. */
  readonly stopped: Promise<void>;
  /** Lets calls under way end, within seconds, and stops. */
  close(): Promise<void>;
}

const userAgent = 'sluice-operator';
/** Nobody waits for it. */
const alwaysSynced = { hasSynced: true, waitForSync: async () => undefined };
const defaultSyncPeriodMs = 60_000;
const defaultConcurrency = 32;
/** What calls under way get to end at a stop; `sluice up` has three seconds for everything. */
const gracefulStopMs = 1_500;

/**
 * Starts the operator. It returns as soon as metrics and health are served; a cluster that is out of reach, or
 * has no CRDs yet, is waited for.
 *
 * @throws ListenError when an address is taken.
 */
export async function startOperator(options: OperatorOptions): Promise<RunningOperator> {
  const { logger, konnectCa, metricsAddress, healthAddress } = options;
  const concurrency = options.concurrency ?? defaultConcurrency;
  const metrics = createMetrics();
  const onKonnectCall = konnectMetrics(metrics.registry);
  const clientOptions = { userAgent, onCall: metrics.onCall };
  // For what every replica does: the election, which must wait behind nothing, and the webhook's certificate.
  const cluster = createKubernetesClient(options.cluster, clientOptions);
  const tracing = options.tracer && (await tracingWith(options.tracer));
  const election = leadership({
    client: cluster,
    logger,
    registry: metrics.registry,
    identity: `${hostname()}_${randomUUID()}`,
    namespace: options.leaderElectionNamespace ?? options.cluster.namespace,
    isElected: options.leaderElectionNamespace !== undefined,
  });
  const beforeWrite = election.assertLeading;
  const fenced = createKubernetesClient(options.cluster, { ...clientOptions, beforeWrite });
  const events = new EventRecorder({ client: fenced, component: userAgent, logger });
  const core = new OperatorCore({
    cluster: tracing ? tracedCluster(fenced, tracing) : fenced,
    log: logger,
    events,
    syncPeriodMs: options.syncPeriodMs ?? defaultSyncPeriodMs,
    concurrency,
    namespaces: options.watchNamespaces,
    pruneOrphans: options.pruneOrphans,
    adoptByName: options.adoptByName,
    deletionGiveUpAfterMs: options.deletionGiveUpAfterMs,
    queueObserver: metrics.queueObserver('konnect'),
    driftObserver: driftMetrics(
      metrics.registry,
      entities.map(({ kind }) => kind.kind),
    ),
    createClient: (serverUrl, token) =>
      createKonnectClient({
        serverUrl,
        token,
        userAgent,
        maxConnections: concurrency,
        onCall: (call) => onKonnectCall(serverUrl, call),
        beforeWrite,
        proxyUrl: proxyFor(new URL(serverUrl), process.env) ?? null,
        ...(tracing === undefined ? {} : { aroundCall: tracedKonnectCalls(serverUrl, tracing) }),
        ...(konnectCa === undefined ? {} : { ca: konnectCa }),
      }),
  });
  addObjectMetrics(metrics.registry, () => core.caches.countedKinds());
  const controller = new Controller<string>({
    name: 'konnect',
    queue: core.queue,
    logger,
    // The queue has a bound for each control plane; one for all would let a slow server hold up the others.
    concurrency: Number.POSITIVE_INFINITY,
    observer: metrics.reconcileObserver('konnect', concurrency),
    priorityOf: (key) => core.priorityOf(key),
    reconcile: (key, { signal }) =>
      tracing ? tracing.reconcile(key, () => core.work(key, signal)) : core.work(key, signal),
  });

  const manager = new Manager({
    logger,
    gracefulStopMs,
    leaderElection: election,
    healthAddress,
    metrics: metricsAddress && { address: metricsAddress, registry: metrics.registry },
  });
  for (const { name, informer } of core.caches.all()) {
    manager.addCache({
      name,
      run: (signal) => informer.run(signal),
      waitForSync: (signal) => informer.waitForSync(signal),
      get hasSynced() {
        return informer.hasSynced;
      },
    });
  }
  const webhook =
    options.conversionWebhook &&
    new ConversionWebhook(cluster, logger, {
      ...options.conversionWebhook,
      namespace: options.cluster.namespace,
      mayBegin: election.refuseToCompete,
    });
  // Before any cache is complete: what is stored in another version can only be listed with its help.
  if (webhook)
    manager.addCache({ ...alwaysSynced, name: webhook.name, run: (signal) => webhook.run(signal) });
  manager.addController(controller);
  manager.addRunnable(events);
  manager.addRunnable({ name: 'scans', run: (signal) => core.runScans(signal) });
  await webhook?.listen();
  const addresses = await manager.listen();
  const stop = new AbortController();
  const stopped = manager.run(stop.signal).finally(async () => {
    await core.close();
    await Promise.all([fenced.close(), cluster.close()]);
  });
  return {
    metricsUrl: addresses.metrics && `${addresses.metrics}/metrics`,
    healthUrl: addresses.health,
    stopped,
    close() {
      stop.abort();
      return stopped;
    },
  };
}

/** Loaded only where traces are asked for. */
async function tracingWith(tracer: Tracer): Promise<Tracing> {
  const { Tracing } = await import('./tracing/tracing.ts');
  return new Tracing(tracer);
}
