/** What a credential stands for, and until when. */
export interface Known<Value> {
  value: Value;
  /** Milliseconds since the epoch; undefined for a credential that doesn't expire. */
  expiresAtMs: number | undefined;
}

interface Entry<Value> {
  known: Known<Value> | undefined;
  readAtMs: number;
}

/** How long another replica may not know that a token was revoked or a role taken away. */
const MAX_AGE_MS = 5_000;

/** Bounds the memory that somebody who tries tokens can take. */
const MAX_ENTRIES = 10_000;

/**
 * What hashes of credentials stand for, read from the database at most once in five seconds each, so that a request
 * costs a hash and a look into a map. Unknown hashes are kept as well: trying them costs the database no more.
 */
export class CredentialCache<Value> {
  readonly #load: (hash: string) => Promise<Known<Value> | undefined>;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry<Value>>();
  #generation = 0;

  constructor(load: (hash: string) => Promise<Known<Value> | undefined>, now: () => number = Date.now) {
    this.#load = load;
    this.#now = now;
  }

  /** What the hash stands for; a promise only where that has to be read. Undefined for unknown and expired ones. */
  find(hash: string): Value | undefined | Promise<Value | undefined> {
    const entry = this.#entries.get(hash);
    const now = this.#now();
    return entry !== undefined && now - entry.readAtMs < MAX_AGE_MS
      ? valid(entry.known, now)
      : this.#read(hash);
  }

  /** Forgets everything; to be called after each change of what credentials stand for. */
  clear(): void {
    this.#generation += 1;
    this.#entries.clear();
  }

  async #read(hash: string): Promise<Value | undefined> {
    const generation = this.#generation;
    const readAtMs = this.#now();
    const known = await this.#load(hash);
    // What was read before a change may be what the change has undone.
    if (generation === this.#generation) {
      this.#keep(hash, { known, readAtMs });
    }
    return valid(known, this.#now());
  }

  #keep(hash: string, entry: Entry<Value>): void {
    this.#entries.delete(hash);
    this.#entries.set(hash, entry);
    if (this.#entries.size > MAX_ENTRIES) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest ?? '');
    }
  }
}

function valid<Value>(known: Known<Value> | undefined, now: number): Value | undefined {
  return known !== undefined && (known.expiresAtMs === undefined || now < known.expiresAtMs)
    ? known.value
    : undefined;
}
