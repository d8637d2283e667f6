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
 * Seals texts for the database with AES-256-GCM. Each has a random nonce, and is bound to its context: a sealed text
 * that somebody moves to another entity or field of the database can't be opened there.
 */
export class SecretBox {
  /** Tells keys apart without saying anything about them. */
  readonly keyId: string;
  readonly #key: Buffer;

  /** @param key 32 random bytes. */
  constructor(key: Buffer) {
    this.#key = key;
    this.keyId = hash('sha256', Buffer.concat([Buffer.from('sluice key id'), key]), 'hex').slice(0, 16);
  }

  seal(text: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return PREFIX + sealed.toString('base64');
  }

  /** @throws {UnreadableSecretError} the text wasn't sealed with this key for this context. */
  open(sealed: string, context: string): string {
    const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64');
    if (!sealed.startsWith(PREFIX) || bytes.length < NONCE_BYTES + TAG_BYTES) {
      throw new UnreadableSecretError(context);
    }
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return (
        decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    } catch (error) {
      throw new UnreadableSecretError(context, { cause: error });
    }
  }
}
