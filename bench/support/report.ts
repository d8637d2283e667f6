/** One measured number. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What the project wants it to be, in words. */
  readonly goal?: string;
}

/** What a benchmark found, with what it takes to read the numbers. */
export interface Report {
  readonly benchmark: string;
  readonly node: string;
  readonly cpus: number;
  readonly figures: readonly Figure[];
}

/** The smallest value that at least the share `p` (0 to 1) of the values doesn't exceed. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}
