import type { KubernetesObject } from '@sluice/controller-runtime';
import type { Manifest, SourcedManifest } from '../manifests/manifest.ts';
import type { ObjectReport } from '../progress/progress.ts';
import { applyManifest } from './apply-manifest.ts';
import { BatchTracker } from './batch-tracker.ts';
import { BatchWatch } from './batch-watch.ts';
import type { Cluster } from './cluster.ts';
import { awaitEstablished } from './install-resources.ts';
import { type Verdict, verdictOn } from './object-verdict.ts';
import { isFoundation, type PlacedManifest, placeAgain, placeManifest } from './placed-manifest.ts';
import { ResourceDiscovery } from './resource-discovery.ts';

const concurrency = 16;
const expiryCheckMs = 500;
/** A definition that the server doesn't take on by then is left to itself. */
const establishedWithinMs = 10_000;

/** How many objects of a batch ended how. */
export interface Settlement {
  readonly programmed: number;
  readonly failed: number;
}

/**
 * Applies manifests in any order and follows them until each is programmed or has failed. `report` is told of
 * everything new about any of them. Rejects with the signal's reason when that is aborted.
 */
export async function settleManifests(
  cluster: Cluster,
  manifests: readonly SourcedManifest[],
  report: (report: ObjectReport) => void,
): Promise<Settlement> {
  const ending = new AbortController();
  const signal = AbortSignal.any([cluster.signal, ending.signal]);
  const batch = new Batch({ ...cluster, signal }, report);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort);
  const expiry = setInterval(() => batch.expire(), expiryCheckMs);
  try {
    const applied = batch.apply(manifests.map(({ object }) => object));
    // What is still being tried when all else has settled has been given up on.
    await Promise.race([batch.settled, aborted, applied.then(() => batch.settled)]);
    return batch.counts;
  } finally {
    signal.removeEventListener('abort', abort);
    clearInterval(expiry);
    ending.abort();
  }
}

class Batch {
  readonly #cluster: Cluster;
  readonly #report: (report: ObjectReport) => void;
  readonly #discovery: ResourceDiscovery;
  readonly #tracker = new BatchTracker(performance.now());
  readonly #settled = Promise.withResolvers<void>();
  /** Keys of what the API server has taken: until then, a status speaks of an earlier content. */
  readonly #applied = new Map<string, PlacedManifest>();

  /** Whether every object has been added, without which nothing can have settled. */
  #isWhole = false;

  constructor(cluster: Cluster, report: (report: ObjectReport) => void) {
    this.#cluster = cluster;
    this.#report = report;
    this.#discovery = new ResourceDiscovery(cluster);
  }

  /** Resolves when no object is pending any more. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  get counts(): Settlement {
    const { programmed, failed } = this.#tracker.counts;
    return { programmed, failed };
  }

  expire(): void {
    for (const report of this.#tracker.expire(performance.now())) this.#report(report);
    this.#endIfSettled();
  }

  /** Resolves when each object has been applied or refused. */
  async apply(objects: readonly Manifest[]): Promise<void> {
    const batch = await Promise.all(objects.map((object) => placeManifest(object, this.#discovery)));
    for (const { key, object } of batch) {
      const { apiVersion, kind, metadata } = object;
      const { namespace = '', name } = metadata;
      this.#report(this.#tracker.add(key, { apiVersion, kind, namespace, name }));
    }
    this.#isWhole = true;
    const watch = new BatchWatch(this.#cluster, batch, (key, object) => this.#changed(key, object));
    const isFirst = ({ object }: PlacedManifest) => isFoundation(object);
    await forEach(batch.filter(isFirst), async (placed) => {
      const { kind, metadata } = placed.object;
      const taken = await this.#applyOne(placed, watch);
      if (taken && kind === 'CustomResourceDefinition') await this.#established(metadata.name);
    });
    this.#discovery.forget();
    await forEach(
      batch.filter((placed) => !isFirst(placed)),
      async (placed) => {
        await this.#applyOne(placed.resource ? placed : await placeAgain(placed, this.#discovery), watch);
      },
    );
    this.#endIfSettled();
  }

  /** Whether the API server has taken the object. */
  async #applyOne(placed: PlacedManifest, watch: BatchWatch): Promise<boolean> {
    const { key, object, resource } = placed;
    if (resource === undefined) {
      const message = `no kind ${object.kind} is served in ${object.apiVersion}; apply its definition, too`;
      this.#judge(key, failed('KindNotServed', message));
      return false;
    }
    const outcome = await applyManifest(this.#cluster, resource, object);
    if (outcome.ok) {
      this.#applied.set(key, placed);
      this.#changed(key, watch.observe(placed, outcome.object));
    } else {
      this.#judge(key, failed(outcome.reason, outcome.message));
    }
    return outcome.ok;
  }

  #changed(key: string, object: KubernetesObject | undefined): void {
    const placed = this.#applied.get(key);
    if (placed === undefined) return;
    const { apiVersion, kind } = placed.object;
    this.#judge(
      key,
      object === undefined
        ? failed('Deleted', 'somebody deleted it meanwhile')
        : verdictOn(object, apiVersion, kind),
    );
  }

  #judge(key: string, verdict: Verdict): void {
    const report = this.#tracker.observe(key, verdict, performance.now());
    if (report !== undefined) this.#report(report);
    this.#endIfSettled();
  }

  #endIfSettled(): void {
    if (this.#isWhole && this.#tracker.counts.pending === 0) this.#settled.resolve();
  }

  async #established(name: string): Promise<void> {
    const { signal } = this.#cluster;
    const patience = AbortSignal.timeout(establishedWithinMs);
    try {
      await awaitEstablished({ ...this.#cluster, signal: AbortSignal.any([signal, patience]) }, name);
    } catch (error) {
      // Its objects then fail one by one as of a kind that isn't served, which tells more than this would.
      if (!patience.aborted || signal.aborted) throw error;
    }
  }
}

function failed(reason: string, message: string): Verdict {
  return { state: 'failed', reason, message, blocked: false };
}

async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}
