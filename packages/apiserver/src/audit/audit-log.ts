import { chmodSync, closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Logger } from 'pino';

/** A log of this length makes room for a new one. */
const DEFAULT_MAX_BYTES = 100 * 2 ** 20;
/** How many older ones are kept, as `<file>.1` (the newest) and so on. */
const KEPT_FILES = 10;

/** The file can't be written. The cause says why. */
export class AuditLogUnusableError extends Error {
  override name = 'AuditLogUnusableError';

  constructor(file: string, options: ErrorOptions) {
    const why = options.cause instanceof Error ? `: ${options.cause.message}` : '';
    super(`The audit log ${file} can't be written${why}.`, options);
  }
}

/**
 * Appends lines to a file that only its owner can read. Lines of one turn of the event loop are written together, at
 * its end: a crash of the program loses at most those of one turn. A disk that refuses them is reported in the
 * program's own log, and requests go on.
 */
export class AuditLog {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #logger: Logger | undefined;
  #descriptor: number;
  #bytes: number;
  #lines = '';
  #hasFailed = false;

  /** @throws AuditLogUnusableError */
  constructor(file: string, logger: Logger | undefined, maxBytes = DEFAULT_MAX_BYTES) {
    this.#file = file;
    this.#maxBytes = maxBytes;
    this.#logger = logger;
    try {
      this.#descriptor = open(file);
      this.#bytes = fstatSync(this.#descriptor).size;
    } catch (cause) {
      throw new AuditLogUnusableError(file, { cause });
    }
  }

  /** Adds a line, without its end. */
  write(line: string): void {
    if (this.#lines === '') setImmediate(() => this.#flush());
    this.#lines += `${line}\n`;
  }

  /** Writes what is waiting, and closes the file. */
  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    if (this.#lines === '') return;
    const bytes = Buffer.from(this.#lines);
    this.#lines = '';
    try {
      if (this.#bytes > 0 && this.#bytes + bytes.length > this.#maxBytes) this.#rotate();
      for (let sent = 0; sent < bytes.length; ) sent += writeSync(this.#descriptor, bytes, sent);
      this.#bytes += bytes.length;
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed)
        this.#logger?.error({ err: error }, 'the audit log cannot be written; lines are lost');
      this.#hasFailed = true;
    }
  }

  /** Each file takes the number of the next older one. The new file is opened before the old one is let go. */
  #rotate(): void {
    rmSync(`${this.#file}.${KEPT_FILES}`, { force: true });
    for (let number = KEPT_FILES - 1; number > 0; number -= 1) {
      renameIfThere(`${this.#file}.${number}`, `${this.#file}.${number + 1}`);
    }
    renameIfThere(this.#file, `${this.#file}.1`);
    const old = this.#descriptor;
    this.#descriptor = open(this.#file);
    this.#bytes = 0;
    closeSync(old);
  }
}

function open(file: string): number {
  const descriptor = openSync(file, 'a', 0o600);
  chmodSync(file, 0o600);
  return descriptor;
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
