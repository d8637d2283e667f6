import { type Figure, percentile } from '../support/report.ts';
import type { Timing } from './apply-and-await.ts';
import { konnectCalls, kubernetesWrites, processes, processorSeconds, type Scrape } from './scrape.ts';

/** Entities a second, from the first that was sent to the last that was seen to be programmed. */
export function rate(timings: readonly Timing[]): number {
  const firstSentAt = Math.min(...timings.map(({ sentAt }) => sentAt));
  const lastDoneAt = Math.max(...timings.map(({ programmedAt = Number.NaN }) => programmedAt));
  return timings.length / ((lastDoneAt - firstSentAt) / 1000);
}

/** How long a share of the objects took at most, in milliseconds. */
export function latency(timings: readonly Timing[], share: number): number {
  return percentile(
    timings.map(({ sentAt, programmedAt = Number.NaN }) => programmedAt - sentAt),
    share,
  );
}

/** Writes and calls for each of so many entities, between two moments. */
export function costs(
  before: Scrape,
  after: Scrape,
  entities: number,
): { writes: number; puts: number; calls: number } {
  return {
    writes: (kubernetesWrites(after) - kubernetesWrites(before)) / entities,
    puts: (konnectCalls(after, 'PUT') - konnectCalls(before, 'PUT')) / entities,
    calls: (konnectCalls(after) - konnectCalls(before)) / entities,
  };
}

/** What bounds the speed: the share of the work that each process had. The rest of two cores is the benchmark's own. */
export function work(before: Scrape, after: Scrape, entities: number): Figure[] {
  return processes.map((process) => ({
    what: `processor time of ${process} per new entity`,
    value: ((processorSeconds(after, process) - processorSeconds(before, process)) / entities) * 1000,
    unit: 'ms',
  }));
}
