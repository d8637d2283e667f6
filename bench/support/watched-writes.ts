const annotation = 'bench.example.com/sent';
const mark = Buffer.from(`"${annotation}":"`);
const quote = '"'.charCodeAt(0);
/** Behind the mark: the number of the write, a space, the time, a quote. */
const longestStamp = mark.length + 48;

/** What tells a write apart from all others, and when it was sent: annotations of the object that it writes. */
export function writeStamp(number: number): Record<string, string> {
  return { [annotation]: `${number} ${performance.now()}` };
}

/**
 * The writes that a watcher has heard of, read from the stream as it is on the wire. Only stamps are looked at: to parse
 * 50,000 events a second would take as much of the machine as to serve them.
 */
export class WatchedWrites {
  /** For each write, how long after it was sent its event arrived, in milliseconds; not a number until then. */
  readonly lagsMs: Float64Array;
  /** How many writes have been heard of. */
  count = 0;
  /** The end of what was read before, where a stamp may have been cut in two. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(writes: number) {
    this.lagsMs = new Float64Array(writes).fill(Number.NaN);
  }

  /**
   * Takes the next bytes of the stream, which may be overwritten afterwards.
   *
   * @throws Error for a write that was heard of before
   */
  read(bytes: Buffer): void {
    const nowMs = performance.now();
    let from = 0;
    if (this.#rest.length > 0) {
      // A stamp that was cut in two ends soon: what comes after needn't be copied for it.
      const seam = Buffer.concat([this.#rest, bytes.subarray(0, longestStamp)]);
      const end = this.#take(seam, 0, nowMs);
      if (bytes.length <= longestStamp) {
        this.#keep(seam, end);
        return;
      }
      from = Math.max(0, end - this.#rest.length);
    }
    this.#keep(bytes, this.#take(bytes, from, nowMs));
  }

  /** Remembers the end of the bytes, as far as a stamp may have begun there. */
  #keep(bytes: Buffer, from: number): void {
    this.#rest = Buffer.from(bytes.subarray(Math.max(from, bytes.length - longestStamp)));
  }

  /** Notes all whole stamps; answers where the last of them ends. */
  #take(bytes: Buffer, from: number, nowMs: number): number {
    let end = from;
    for (let at = bytes.indexOf(mark, from); at >= 0; at = bytes.indexOf(mark, end)) {
      const start = at + mark.length;
      const close = bytes.indexOf(quote, start);
      if (close < 0) break;
      this.#note(bytes.toString('latin1', start, close), nowMs);
      end = close;
    }
    return end;
  }

  #note(stamp: string, nowMs: number): void {
    const [number = '', sentAt = ''] = stamp.split(' ');
    const index = Number(number);
    if (!Number.isNaN(this.lagsMs[index]))
      throw new Error(`the event of write ${number} came twice, or is unknown`);
    this.lagsMs[index] = nowMs - Number(sentAt);
    this.count += 1;
  }
}
