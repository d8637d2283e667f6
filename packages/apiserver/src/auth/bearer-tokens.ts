import { hash as digest, timingSafeEqual } from 'node:crypto';
import { AUTHENTICATED_GROUP, type User } from './user.ts';

/** A token that the server accepts; the server never learns the token itself before somebody shows it. */
export interface TokenRecord {
  /** SHA-256 of the token, 64 hexadecimal digits. */
  tokenSha256: string;
  user: string;
  uid?: string;
  groups: string[];
}

/** Recognises bearer tokens by their hashes. */
export class BearerTokens {
  readonly #records: { hash: Buffer; user: User }[];

  /** @throws TypeError when a hash is not one */
  constructor(records: readonly TokenRecord[]) {
    this.#records = records.map(({ tokenSha256, user, uid = '', groups }) => {
      if (!/^[0-9a-f]{64}$/i.test(tokenSha256)) {
        throw new TypeError(`The token of ${user} has to be given as its SHA-256: 64 hexadecimal digits.`);
      }
      return {
        hash: Buffer.from(tokenSha256.toLowerCase()),
        user: { name: user, uid, groups: [...groups, AUTHENTICATED_GROUP] },
      };
    });
  }

  /** Whose token it is; undefined when it isn't known. */
  authenticate(token: string): User | undefined {
    const hash = Buffer.from(digest('sha256', token, 'hex'));
    let user: User | undefined;
    // All of them are compared, so that the time taken tells nothing about which one came close.
    for (const record of this.#records) if (timingSafeEqual(record.hash, hash)) user = record.user;
    return user;
  }
}
