const annotation = 'bench.example.com/write';
const mark = Buffer.from(`"${annotation}":"`);
const digits = 8;
const stampLength = mark.length + digits;
const zero = '0'.charCodeAt(0);

/** What tells a write apart from all others: annotations of the object that it writes. */
export function writeStamp(write: number): Record<string, string> {
  return { [annotation]: String(write).padStart(digits, '0') };
}

/**
 * The writes that a watcher has heard of, read from the stream as it is on the wire. Only stamps are looked at: to parse
 * 50,000 events a second would take as much of the machine as to serve them.
 */
export class WatchedWrites {
  readonly #first: number;
  /** For each write, when its event arrived, as `performance.now()` tells it; not a number until then. */
  readonly arrivedAtMs: Float64Array;
  /** How many writes have been heard of. */
  count = 0;
  /** The end of what was read before, where a stamp may have been cut in two. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(first: number, writes: number) {
    this.#first = first;
    this.arrivedAtMs = new Float64Array(writes).fill(Number.NaN);
  }

  /**
   * Takes the next bytes of the stream, which may be overwritten afterwards.
   *
   * @throws Error for a write that was heard of before
   */
  read(bytes: Buffer): void {
    const nowMs = performance.now();
    // A stamp that was cut in two ends soon: what comes after needn't be copied for it.
    const seam = Buffer.concat([this.#rest, bytes.subarray(0, stampLength - 1)]);
    this.#take(seam, nowMs);
    this.#take(bytes, nowMs);
    const end = bytes.length < stampLength ? seam : bytes;
    this.#rest = Buffer.from(end.subarray(Math.max(0, end.length - stampLength + 1)));
  }

  /** Notes all whole stamps. What is searched twice, at a seam, is too short for a stamp on either side of it. */
  #take(bytes: Buffer, nowMs: number): void {
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + stampLength)) {
      const start = at + mark.length;
      if (start + digits > bytes.length) return;
      let write = 0;
      for (let index = start; index < start + digits; index += 1)
        write = write * 10 + (bytes[index] ?? 0) - zero;
      const place = write - this.#first;
      if (!Number.isNaN(this.arrivedAtMs[place]))
        throw new Error(`the event of write ${write} came twice, or is unknown`);
      this.arrivedAtMs[place] = nowMs;
      this.count += 1;
    }
  }
}
