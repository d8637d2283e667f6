import {
  type ClusterConfig,
  createKubernetesClient,
  type Logger,
  proxyFor,
} from '@sluice/controller-runtime';
import { createKonnectClient, type KonnectClient } from '@sluice/konnect-api';
import { entities } from '../kinds/entities.ts';
import { KongCaches } from '../wiring/kong-caches.ts';
import type { Plan } from './plan.ts';
import { PlanMaker } from './plan-maker.ts';

/** What a plan is made from. */
export interface PlanOptions {
  /** The cluster whose objects are read; see `loadKubeconfig` of the controller runtime. */
  readonly cluster: ClusterConfig;
  readonly logger: Logger;
  /** PEM certificates that are trusted for control planes, beside those that Node trusts. */
  readonly konnectCa?: string | undefined;
  /** The namespaces whose objects are looked at; every one unless given. */
  readonly watchNamespaces?: readonly string[] | undefined;
  /** Whether entities whose objects are gone count as to be removed. */
  readonly pruneOrphans?: boolean | undefined;
  /** Whether what objects of the same names had made counts as to be taken back. */
  readonly adoptByName?: boolean | undefined;
}

/** A cluster that hasn't handed out its objects within this time is out of reach. */
const readingMs = 30_000;

/** The cluster didn't hand out its objects: it is out of reach, or a CRD isn't installed. The log says which. */
export class ClusterUnreadableError extends Error {
  override readonly name = 'ClusterUnreadableError';
}

const userAgent = 'sluice-operator-dry-run';

/**
 * Compares what a cluster declares with what its control planes have, and tells what the operator would do. It writes
 * nothing anywhere and takes no Lease; it may run beside an operator.
 *
 * @throws ClusterUnreadableError.
 */
export async function planChanges(options: PlanOptions): Promise<Plan> {
  const cluster = createKubernetesClient(options.cluster, { userAgent });
  const caches = new KongCaches(cluster, options.logger, entities, options.watchNamespaces);
  const stop = new AbortController();
  const informers = caches.all().map(({ informer }) => informer);
  const running = Promise.all(informers.map((informer) => informer.run(stop.signal)));
  const clients: KonnectClient[] = [];
  try {
    const signal = AbortSignal.timeout(readingMs);
    await Promise.allSettled(informers.map((informer) => informer.waitForSync(signal)));
    const missing = caches.all().filter(({ informer }) => !informer.hasSynced);
    if (missing.length > 0) {
      const kinds = missing.map(({ name }) => name).join(', ');
      throw new ClusterUnreadableError(
        `the cluster did not hand out its ${kinds} within ${readingMs / 1000} s`,
      );
    }
    return await planOf(caches, options, (serverUrl, token) => {
      const ca = options.konnectCa === undefined ? {} : { ca: options.konnectCa };
      const client = createKonnectClient({
        serverUrl,
        token,
        userAgent,
        proxyUrl: proxyFor(new URL(serverUrl), process.env) ?? null,
        ...ca,
      });
      clients.push(client);
      return client;
    });
  } finally {
    stop.abort();
    await running;
    await Promise.all([cluster.close(), ...clients.map((client) => client.close())]);
  }
}

/** The plan for what complete caches hold. */
export function planOf(
  caches: KongCaches,
  {
    watchNamespaces,
    pruneOrphans = false,
    adoptByName = false,
  }: Pick<PlanOptions, 'watchNamespaces' | 'pruneOrphans' | 'adoptByName'>,
  createReader: (serverUrl: string, token: string) => KonnectClient,
): Promise<Plan> {
  const descriptors = new Map(entities.map((descriptor) => [descriptor.kind.kind, descriptor]));
  const watched = watchNamespaces && new Set(watchNamespaces);
  return new PlanMaker({
    auths: caches.auths.list(),
    secretOf: (auth) => caches.secretOf(auth),
    permits: caches.permits,
    lookup: (kind, at) => caches.lookup(kind, at),
    objects: (kind) =>
      [...caches.entities()].find(({ descriptor }) => descriptor.kind.kind === kind)?.informer.list() ?? [],
    dependenciesOf: (kind) => descriptors.get(kind) ?? {},
    hasObject: (kind, uid) => caches.hasObject(kind, uid),
    withUid: (kind, uid) => caches.withUid(kind, uid),
    madeEntity: (kind, id) => caches.madeEntity(kind, id),
    markedAs: (kind, at) => caches.markedAs(kind, at),
    isWatched: (namespace) => watched?.has(namespace) ?? true,
    createReader,
    pruneOrphans,
    adoptByName,
  }).make();
}
