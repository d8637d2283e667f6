import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = 'sealed:v1:';

/** A text in the database was sealed with another key, or was changed since. */
export class UnreadableSecretError extends Error {
  override readonly name = 'UnreadableSecretError';
  /** What the text belongs to. */
  readonly context: string;

  constructor(context: string, options?: ErrorOptions) {
    super(
      `A secret of ${context} can't be decrypted: it was sealed with another key, or was changed`,
      options,
    );
    this.context = context;
  }
}

/**
 * Seals texts for the database with AES-256-GCM under the newest of its keys, and opens what was sealed under any. Each has a random nonce, and is bound to its context: a sealed text
 * that somebody moves to another entity or field of the database can't be opened there.
 */
export class SecretBox {
  /** Tells the newest key from others without saying anything about it. */
  readonly keyId: string;
  readonly #keys: readonly [Buffer, ...Buffer[]];

  /** @param keys 32 random bytes each, the newest first. */
  constructor(...keys: readonly [Buffer, ...Buffer[]]) {
    this.#keys = keys;
    this.keyId = idOf(keys[0]);
  }

  /** Whether one of the keys has this id. */
  has(keyId: string): boolean {
    return this.#keys.some((key) => idOf(key) === keyId);
  }

  seal(text: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#keys[0], nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return PREFIX + sealed.toString('base64');
  }

  /** @throws {UnreadableSecretError} the text wasn't sealed with any of the keys for this context. */
  open(sealed: string, context: string): string {
    const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64');
    if (!sealed.startsWith(PREFIX) || bytes.length < NONCE_BYTES + TAG_BYTES) {
      throw new UnreadableSecretError(context);
    }
    let cause: unknown;
    for (const key of this.#keys) {
      try {
        return decrypt(bytes, key, context);
      } catch (error) {
        cause = error;
      }
    }
    throw new UnreadableSecretError(context, { cause });
  }
}

function idOf(key: Buffer): string {
  return hash('sha256', Buffer.concat([Buffer.from('sluice key id'), key]), 'hex').slice(0, 16);
}

/** Throws where the key or the context is another one, or a bit was changed. */
function decrypt(bytes: Buffer, key: Buffer, context: string): string {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const opened = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8');
  return opened + decipher.final('utf8');
}
