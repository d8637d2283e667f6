/** The labels of `apiserver_request_total`. */
export interface RequestLabels {
  verb: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  code: string;
}

/**
 * Counts requests. Counting is a map look-up and nothing more, because it is part of every request; the metrics
 * library is only loaded when somebody reads the numbers.
 */
export class RequestCounter {
  readonly #counts = new Map<string, { labels: RequestLabels; count: number }>();

  count(labels: RequestLabels): void {
    const { verb, group, version, resource, subresource, code } = labels;
    const key = `${verb} ${code} ${resource} ${group} ${version} ${subresource}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { labels, count: 1 });
    else known.count += 1;
  }

  /** All counts since the start. */
  counts(): Iterable<{ labels: RequestLabels; count: number }> {
    return this.#counts.values();
  }
}
