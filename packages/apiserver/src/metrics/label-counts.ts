/** Counts what happened by labels, without the metrics library, which is only loaded when somebody reads it. */
export class LabelCounts {
  readonly #counts = new Map<string, { labels: Readonly<Record<string, string>>; count: number }>();

  count(labels: Readonly<Record<string, string>>): void {
    const key = Object.values(labels).join(' ');
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { labels, count: 1 });
    else known.count += 1;
  }

  /** All counts since the start. */
  counts(): Iterable<{ labels: Readonly<Record<string, string>>; count: number }> {
    return this.#counts.values();
  }
}
