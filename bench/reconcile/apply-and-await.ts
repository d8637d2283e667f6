import { setTimeout as delay } from 'node:timers/promises';
import type { KubernetesClient, KubernetesObject, Resource } from '@sluice/controller-runtime';
import { type Item, namespace } from './objects.ts';

/** What came to be of one object: when it was sent, and when it was seen to be programmed. */
export interface Timing {
  readonly sentAt: number;
  programmedAt?: number;
  /** The generation that has to be programmed; unknown until the API server has answered. */
  generation?: number;
}

/** How fast objects are applied: as fast as so many at a time allow, or so many in a second. */
export type Pace = { readonly atATime: number } | { readonly perSecond: number };

interface Watched extends KubernetesObject {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly observedGeneration?: number;
    }[];
  };
}

/** Applies all, and resolves when every one is programmed in the generation that was applied. */
export async function applyAndAwait(
  cluster: KubernetesClient,
  items: readonly Item[],
  pace: Pace,
): Promise<readonly Timing[]> {
  const timings = new Map<string, Timing>();
  const stop = new AbortController();
  let left = items.length;
  const seen = new Map<string, number>();
  /** An event may come before the answer to its own write: whoever is second decides. */
  const settle = (key: string): void => {
    const timing = timings.get(key);
    const generation = seen.get(key);
    if (timing?.generation === undefined || generation === undefined || timing.programmedAt !== undefined)
      return;
    if (generation < timing.generation) return;
    timing.programmedAt = performance.now();
    if (--left === 0) stop.abort();
  };
  const follow = async (resource: Resource, resourceVersion: string): Promise<void> => {
    try {
      const watch = cluster.watch<Watched>(resource, { namespace, resourceVersion, signal: stop.signal });
      for await (const { object } of watch) {
        const generation = programmedGeneration(object);
        if (generation === undefined) continue;
        const key = keyOf(resource, object.metadata.name);
        seen.set(key, generation);
        settle(key);
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  };
  const followed = await Promise.all(
    [...new Set(items.map(({ resource }) => resource))].map(async (resource) => {
      const { metadata } = await cluster.list(resource, { namespace, limit: 1 });
      return { done: follow(resource, metadata.resourceVersion) };
    }),
  );
  await paced(items, pace, async ({ resource, object }) => {
    const key = keyOf(resource, object.metadata.name);
    const timing: Timing = { sentAt: performance.now() };
    timings.set(key, timing);
    const applied = await cluster.apply(resource, object, { fieldManager: 'sluice-bench' });
    timing.generation = applied.metadata.generation ?? 1;
    settle(key);
  });
  await Promise.all(followed.map(({ done }) => done));
  return [...timings.values()];
}

async function paced<T>(items: readonly T[], pace: Pace, work: (item: T) => Promise<void>): Promise<void> {
  if ('atATime' in pace) {
    const queue = items.values();
    const worker = async () => {
      for (const item of queue) await work(item);
    };
    await Promise.all(Array.from({ length: pace.atATime }, worker));
    return;
  }
  const startedAt = performance.now();
  const running = [];
  for (const [index, item] of items.entries()) {
    await delay(Math.max(startedAt + (index * 1000) / pace.perSecond - performance.now(), 0));
    running.push(work(item));
  }
  await Promise.all(running);
}

function programmedGeneration({ status }: Watched): number | undefined {
  const programmed = status?.conditions?.find(({ type }) => type === 'Programmed');
  return programmed?.status === 'True' ? (programmed.observedGeneration ?? 0) : undefined;
}

function keyOf(resource: Resource, name: string): string {
  return `${resource.plural}/${name}`;
}
