import { readFile } from 'node:fs/promises';
import type { Clock } from '../clock/clock.ts';

/**
 * How long a token is used before its file is read again. The kubelet rotates service-account tokens when 80 %
 * of their life is over, so a minute is never too late.
 */
const maxAgeMs = 60_000;

/** A bearer token out of a file that somebody rotates: read at first use, when a minute old, and after a 401. */
export class FileToken {
  readonly #path: string;
  readonly #clock: Clock;
  #token: string | undefined;
  #readAtMs = 0;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
  }

  /** The token without surrounding white space. Throws with the path when the file can't be read or is empty. */
  async read(): Promise<string> {
    const nowMs = this.#clock.now();
    if (this.#token !== undefined && nowMs - this.#readAtMs < maxAgeMs) return this.#token;
    let content: string;
    try {
      content = await readFile(this.#path, 'utf8');
    } catch (error) {
      throw new Error(`cannot read the token file ${this.#path}`, { cause: error });
    }
    const token = content.trim();
    if (token === '') throw new Error(`the token file ${this.#path} is empty`);
    this.#token = token;
    this.#readAtMs = nowMs;
    return token;
  }

  /** The server refused the token: the next call reads the file again, however young the token is. */
  expire(): void {
    this.#token = undefined;
  }
}
