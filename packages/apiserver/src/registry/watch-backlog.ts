/** Bytes that all watches together may have waiting. A thousand of them that are a moment behind stay far below. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A watch whose client takes nothing at the moment. */
export interface StalledWatch {
  /** Ends it, and forgets what its client hasn't taken. */
  cutOff(): void;
}

/**
 * What watches have sent and their clients haven't taken, over all of them. Frames that many share count for each: every
 * connection encrypts its own copy. When it is too much, whoever has taken nothing for the longest time is cut off, and
 * resumes from its last revision when it is there again.
 */
export class WatchBacklog {
  readonly #maxBytes: number;
  /** By watch, in the order in which they stalled. */
  readonly #stalled = new Map<StalledWatch, number>();
  #bytes = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** A watch's client takes nothing more, and has so many bytes waiting. */
  add(watch: StalledWatch, bytes: number): void {
    this.remove(watch);
    this.#stalled.set(watch, bytes);
    this.#bytes += bytes;
    for (const longest of this.#stalled.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.remove(longest);
      longest.cutOff();
    }
  }

  /** A watch's client takes something again, or has gone. */
  remove(watch: StalledWatch): void {
    this.#bytes -= this.#stalled.get(watch) ?? 0;
    this.#stalled.delete(watch);
  }
}
