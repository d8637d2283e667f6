/** What a histogram shows of the durations under one set of labels. */
export interface DurationCount {
  labels: Readonly<Record<string, string>>;
  /** How many durations were at most as long as each bound; not cumulated. The last is for those beyond. */
  inBuckets: readonly number[];
  count: number;
  sumSeconds: number;
}

/** Counts durations for a histogram, without the metrics library, which is only loaded when somebody reads it. */
export class DurationCounts {
  /** In seconds, ascending. */
  readonly bounds: readonly number[];
  readonly #counts = new Map<
    string,
    { labels: Readonly<Record<string, string>>; inBuckets: number[]; sum: number }
  >();

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
  }

  observe(labels: Readonly<Record<string, string>>, seconds: number): void {
    const key = Object.values(labels).join(' ');
    let known = this.#counts.get(key);
    if (known === undefined) {
      known = { labels, inBuckets: Array.from({ length: this.bounds.length + 1 }, () => 0), sum: 0 };
      this.#counts.set(key, known);
    }
    const found = this.bounds.findIndex((bound) => seconds <= bound);
    const index = found < 0 ? this.bounds.length : found;
    known.inBuckets[index] = (known.inBuckets[index] ?? 0) + 1;
    known.sum += seconds;
  }

  *counts(): Generator<DurationCount> {
    for (const { labels, inBuckets, sum } of this.#counts.values()) {
      yield { labels, inBuckets, count: inBuckets.reduce((a, b) => a + b, 0), sumSeconds: sum };
    }
  }
}
