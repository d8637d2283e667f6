const newline = 0x0a;

/**
 * Cuts a stream of chunks into lines without their line ends.
 *
 * A line is decoded to a string once, when it is complete, so that a large object over many chunks costs
 * neither repeated concatenation nor a broken UTF-8 sequence at a chunk's end. What follows the last newline
 * is kept until the rest of it comes, and dropped when the stream ends: half a JSON document is no event.
 */
export class LineSplitter {
  #pending: Uint8Array[] = [];
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** Takes the next chunk and returns the lines that it completed, without empty ones. */
  push(chunk: Uint8Array): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const line = this.#complete(chunk.subarray(start, end));
      if (line.length > 0) lines.push(this.#decoder.decode(line));
      start = end + 1;
    }
    if (start < chunk.length) this.#pending.push(chunk.subarray(start));
    return lines;
  }

  #complete(rest: Uint8Array): Uint8Array {
    if (this.#pending.length === 0) return rest;
    const whole = Buffer.concat([...this.#pending, rest]);
    this.#pending = [];
    return whole;
  }
}
