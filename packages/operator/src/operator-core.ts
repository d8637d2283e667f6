import {
  backoffMs,
  type Clock,
  type KubernetesClient,
  type Logger,
  type QueueObserver,
  type Requeue,
  systemClock,
  WorkQueue,
} from '@sluice/controller-runtime';
import { KonnectAPIAuthConfiguration, KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { AuthReconciler } from './auth/auth-reconciler.ts';
import { readCredentials } from './auth/credentials.ts';
import { guardSecret, releaseSecret } from './auth/secret-guard.ts';
import { ObjectWriter } from './cluster/object-writer.ts';
import { OwnWrites } from './cluster/own-writes.ts';
import { ControlPlaneRegistry } from './drift/control-plane-registry.ts';
import { ControlPlaneScans } from './drift/control-plane-scans.ts';
import { type DriftObserver, unobservedDrift } from './drift/drift-observer.ts';
import { OrphanKeeper } from './drift/orphan-keeper.ts';
import { EntityMemories } from './entity/entity-memory.ts';
import { type EntityObject, isPaused, type NamespacedName } from './entity/entity-object.ts';
import { EntityReconciler } from './entity/entity-reconciler.ts';
import type { Location } from './entity/location.ts';
import { done, type ReconcileResult } from './entity/reconcile-result.ts';
import type { Session } from './entity/session.ts';
import type { EventSink, Surroundings } from './entity/surroundings.ts';
import { entities } from './kinds/entities.ts';
import { type ClientFactory, KonnectSessions } from './konnect/konnect-sessions.ts';
import type { Permits } from './references/grants.ts';
import type { Dependencies } from './references/resolve.ts';
import { TwinFinder } from './restore/twin-finder.ts';
import { KongCaches } from './wiring/kong-caches.ts';
import { connectWakeUps } from './wiring/wake-ups.ts';
import { parseWorkKey, workKey } from './wiring/work-key.ts';
import { workShare } from './wiring/work-share.ts';

/** Pauses between tries of one object that a server, itself well, can't serve just now. */
const retryBackoff = { baseMs: 100, maxMs: 5_000 };

const defaultConcurrency = 32;

/** What the operator's core is given. */
export interface CoreOptions {
  readonly cluster: KubernetesClient;
  readonly createClient: ClientFactory;
  readonly log: Logger;
  readonly events: EventSink;
  readonly syncPeriodMs: number;
  /** Objects of one control plane that are worked on at a time; 32 unless given. */
  readonly concurrency?: number | undefined;
  /** Only the objects of these namespaces are seen; those of all unless given. */
  readonly namespaces?: readonly string[] | undefined;
  /** Whether entities whose objects are gone are removed; otherwise they are only reported. */
  readonly pruneOrphans?: boolean | undefined;
  /** Whether entities are taken back that objects of the same group, kind, namespace and name, now gone, had made. */
  readonly adoptByName?: boolean | undefined;
  /** After how long a deletion that waits leaves behind what it can't remove; never unless given. */
  readonly deletionGiveUpAfterMs?: number | undefined;
  readonly queueObserver?: QueueObserver | undefined;
  readonly driftObserver?: DriftObserver | undefined;
  readonly clock?: Clock;
  /** The time of day, for what people read; `clock` only measures. That of the machine unless given. */
  readonly timeOfDay?: () => Date;
}

/** Kinds in the order in which they are worked on: parents before children. */
const priorities = new Map(
  [KonnectAPIAuthConfiguration.kind, 'Secret', ...entities.map(({ kind }) => kind.kind)].map((kind, at) => [
    kind,
    at,
  ]),
);

/**
 * Caches, queue, reconcilers and scans, connected: what the operator is without its process. `reconcile` is what
 * the workers call with a key of `queue`.
 */
export class OperatorCore implements Surroundings {
  readonly clock: Clock;
  readonly timeOfDay: () => Date;
  readonly syncPeriodMs: number;
  readonly twins: TwinFinder | undefined;
  readonly deletionGiveUpAfterMs: number | undefined;
  readonly log: Logger;
  readonly events: EventSink;
  readonly drift: DriftObserver;
  readonly writer: ObjectWriter;
  readonly memories = new EntityMemories();
  readonly caches: KongCaches;
  readonly queue: WorkQueue<string>;
  readonly controlPlanes: ControlPlaneRegistry;
  readonly #descriptors = new Map(entities.map((descriptor) => [descriptor.kind.kind, descriptor]));
  readonly #cluster: KubernetesClient;
  readonly #sessions: KonnectSessions;
  readonly #auths: AuthReconciler;
  readonly #reconcilers: ReadonlyMap<string, EntityReconciler<EntityObject>>;
  readonly #scans: ControlPlaneScans;
  /** How often in a row a pass ended in a failure that is worth another try, by key. */
  readonly #retries = new Map<string, number>();

  constructor(options: CoreOptions) {
    const { cluster, createClient, log, syncPeriodMs, clock = systemClock } = options;
    this.#cluster = cluster;
    this.clock = clock;
    this.events = options.events;
    this.drift = options.driftObserver ?? unobservedDrift;
    this.syncPeriodMs = syncPeriodMs;
    this.deletionGiveUpAfterMs = options.deletionGiveUpAfterMs;
    this.timeOfDay = options.timeOfDay ?? (() => new Date());
    this.log = log;
    this.queue = new WorkQueue<string>({
      clock,
      observer: options.queueObserver,
      shares: {
        shareOf: (key) => workShare(key, (kind) => this.#descriptors.get(kind), this.lookup),
        places: options.concurrency ?? defaultConcurrency,
      },
    });
    this.caches = new KongCaches(cluster, log, entities, options.namespaces);
    const ownWrites = new OwnWrites(this.memories);
    this.writer = new ObjectWriter(cluster, {
      began: ({ metadata }) => ownWrites.began(metadata.uid ?? ''),
      ended: ({ kind = '', metadata }, answer) => {
        const madeByOthers = ownWrites.ended(metadata.uid ?? '', answer?.metadata.resourceVersion);
        if (answer) this.caches.observe(answer);
        if (madeByOthers) this.wake(kind, { namespace: metadata.namespace ?? '', name: metadata.name });
      },
    });
    this.#sessions = new KonnectSessions(createClient, clock, log);
    const adoptByName = options.adoptByName ?? false;
    this.twins = adoptByName ? new TwinFinder(clock, this.caches) : undefined;
    const watched = options.namespaces && new Set(options.namespaces);
    const orphans = new OrphanKeeper({
      cluster,
      around: this,
      prune: options.pruneOrphans ?? false,
      surroundings: {
        hasObject: (kind, uid) => this.caches.hasObject(kind, uid),
        isWatched: (namespace) => watched?.has(namespace) ?? true,
        adoptByName,
        markedAs: (kind, at) => this.caches.markedAs(kind, at),
      },
    });
    this.#scans = new ControlPlaneScans(this, orphans);
    this.controlPlanes = new ControlPlaneRegistry(this.memories, {
      wake: (kind, at) => this.wake(kind, at),
      requestScan: (id) => this.#scans.request(id),
    });
    this.#reconcilers = new Map(
      entities.map((descriptor) => [descriptor.kind.kind, new EntityReconciler(descriptor, this)]),
    );
    this.#auths = new AuthReconciler({
      clock,
      timeOfDay: this.timeOfDay,
      writer: this.writer,
      memories: this.memories,
      sessions: this.#sessions,
      syncPeriodMs,
      secretOf: (auth) => this.caches.secretOf(auth),
      permits: this.permits,
      isInUse: (auth) => this.caches.isInUse(auth),
      wake: ({ kind, metadata }) => this.wake(kind, metadata),
    });
    connectWakeUps(this.caches, ownWrites, (kind, at) => this.wake(kind, at), {
      left: (uid) => this.#forget(uid),
      leftBehind: ({ kind, metadata }) => this.twins?.left(kind, metadata),
    });
  }

  /** Has control planes compared with the cluster, until the signal is aborted. Only whoever leads may do so. */
  async runScans(signal: AbortSignal): Promise<void> {
    this.#scans.follow();
    await aborted(signal);
    await this.#scans.stop();
  }

  wake(kind: string, at: NamespacedName): void {
    this.queue.add(workKey(kind, at), { priority: priorities.get(kind) });
  }

  doubt({ kind, metadata }: EntityObject): void {
    this.memories.of(metadata.uid).inSync = undefined;
    this.wake(kind, metadata);
  }

  priorityOf(key: string): number {
    return priorities.get(parseWorkKey(key).kind) ?? 0;
  }

  /** One pass over what the key names, put into words that the queue understands. */
  async work(key: string, signal: AbortSignal): Promise<Requeue | undefined> {
    const result = await this.reconcile(key, signal);
    if (result.kind !== 'backoff') this.#retries.delete(key);
    if (result.kind === 'done') return undefined;
    if (result.kind === 'after') return { requeueAfterMs: result.delayMs };
    const failures = (this.#retries.get(key) ?? 0) + 1;
    this.#retries.set(key, failures);
    const { maxMs = retryBackoff.maxMs } = result;
    return { requeueAfterMs: backoffMs({ ...retryBackoff, maxMs }, failures) };
  }

  /** One pass over the object that the key names. An object that isn't there is nothing to do. */
  async reconcile(key: string, signal: AbortSignal): Promise<ReconcileResult> {
    const { kind, at } = parseWorkKey(key);
    if (kind === 'Secret') {
      const secret = this.caches.secrets.get(at.namespace, at.name);
      return secret
        ? guardSecret(secret, this.caches.authsWithSecret(at).length > 0, this.writer, signal)
        : releaseSecret(at, this.#cluster, this.writer, signal);
    }
    if (isPaused(this.lookup(kind, at))) return done;
    if (kind === KonnectAPIAuthConfiguration.kind) {
      const auth = this.caches.auths.get(at.namespace, at.name);
      return auth ? this.#remembering(auth, () => this.#auths.reconcile(auth, signal)) : done;
    }
    const object = this.caches.lookup(kind, at);
    const reconciler = this.#reconcilers.get(kind);
    return object && reconciler
      ? this.#remembering(object, () => reconciler.reconcile(object, signal))
      : done;
  }

  /** Makes a pass. What it remembers of an object that has left the cluster meanwhile is forgotten after it. */
  async #remembering(
    { kind, metadata }: EntityObject,
    pass: () => Promise<ReconcileResult>,
  ): Promise<ReconcileResult> {
    try {
      return await pass();
    } finally {
      if (this.lookup(kind, metadata)?.metadata.uid !== metadata.uid) this.#forget(metadata.uid);
    }
  }

  /** Ends scans and connections. To be called when no reconcile is under way any more. */
  async close(): Promise<void> {
    await this.#scans.stop();
    this.twins?.close();
    await this.#sessions.close();
  }

  permits: Permits = (from, to) => this.caches.permits(from, to);

  lookup = (kind: string, at: NamespacedName): EntityObject | undefined => this.caches.lookup(kind, at);

  dependenciesOf(kind: string): Dependencies {
    return this.#descriptors.get(kind) ?? {};
  }

  isDeclared(controlPlaneId: string): boolean {
    return this.caches.objectsIn(KonnectGatewayControlPlane.kind, controlPlaneId).length > 0;
  }

  sessionOf(auth: KonnectAPIAuthConfiguration): Session | undefined {
    const credentials = readCredentials(auth, this.caches.secretOf(auth), this.permits);
    const organizationId = auth.status?.organizationID;
    if (!credentials.ok || !organizationId) return undefined;
    const connection = this.#sessions.connect(auth.metadata.uid, credentials.serverUrl, credentials.token);
    return { ...connection, auth, organizationId };
  }

  sessionFor({ serverUrl, organizationId }: Location): Session | undefined {
    const auth = this.caches.auths
      .list()
      .find(
        ({ status }) =>
          status?.serverURL === serverUrl &&
          status?.organizationID === organizationId &&
          status?.conditions?.some(
            ({ type, status: verdict }) => type === 'APIAuthValid' && verdict === 'True',
          ),
      );
    return auth && this.sessionOf(auth);
  }

  #forget(uid: string): void {
    this.memories.forget(uid);
    this.controlPlanes.forget(uid);
    this.#sessions.disconnect(uid);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
