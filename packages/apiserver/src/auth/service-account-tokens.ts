import { createHash } from 'node:crypto';
import type { createLocalJWKSet, JSONWebKeySet, JWTPayload } from 'jose';
import { isObject } from '../schema/json-object.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { objectKey, type StoredEntry } from '../storage/stored-entry.ts';
import { serviceAccountUser, serviceAccountUserName } from './service-account-user.ts';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.ts';
import {
  boundPayload,
  ISSUER,
  readClaims,
  SECRET_ISSUER,
  secretPayload,
  type TokenClaims,
} from './token-claims.ts';
import type { User } from './user.ts';

/** How many tokens are remembered whose signatures have been found good. */
const MAX_REMEMBERED = 10_000;

/**
 * How long a token outlives the beginning of the deletion of what it belongs to, so that what ends can end in order.
 * Kubernetes gives as much to tokens that are bound, and none to those of a Secret.
 */
const DELETION_LEEWAY_MS = 60_000;

/** A token whose signature is good. Whether what it belongs to is still there is looked up with each use. */
interface Remembered {
  claims: TokenClaims;
  /** The state of the Secret that has been seen to hold the token. */
  seenIn?: StoredEntry;
}

/** Whose token it is, and for which of the wanted audiences. */
export interface TokenHolder {
  user: User;
  audiences: readonly string[];
}

/**
 * Issues and recognises the tokens of ServiceAccounts (JSON web tokens, RFC 7519). A token ends with its time, with
 * its account, and with the Pod, Secret or Node that it is bound to: when that is gone, or has been about to go for a
 * minute.
 */
export class ServiceAccountTokens {
  readonly #keys: SigningKeys;
  readonly #store: ObjectStore;
  readonly #now: () => Date;
  /** Picks the key that a token names. */
  #verifier: ReturnType<typeof createLocalJWKSet> | undefined;
  readonly #remembered = new Map<string, Remembered>();

  constructor(keys: SigningKeys, store: ObjectStore, now: () => Date) {
    this.#keys = keys;
    this.#store = store;
    this.#now = now;
  }

  /** Signs a token. It is good from now on. */
  async issue(claims: TokenClaims): Promise<string> {
    const { SignJWT } = await import('jose');
    const isForSecret = claims.secretName !== undefined;
    const jwt = new SignJWT(isForSecret ? secretPayload(claims) : boundPayload(claims))
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: this.#keys.current.id })
      .setSubject(serviceAccountUserName({ namespace: claims.namespace, name: claims.account.name }))
      .setIssuer(isForSecret ? SECRET_ISSUER : ISSUER);
    if (isForSecret) return jwt.sign(this.#keys.current.privateKey);
    const nowSeconds = Math.floor(this.#now().getTime() / 1000);
    return jwt
      .setAudience([...claims.audiences])
      .setIssuedAt(nowSeconds)
      .setNotBefore(nowSeconds)
      .setExpirationTime(Math.floor(claims.expiresMs / 1000))
      .setJti(claims.id)
      .sign(this.#keys.current.privateKey);
  }

  /**
   * Whose token it is; undefined when it is none of this server's, or isn't good any more.
   *
   * @param audiences the token has to be meant for one of them
   */
  authenticate(
    token: string,
    audiences: readonly string[] = [ISSUER],
  ): TokenHolder | undefined | Promise<TokenHolder | undefined> {
    const hash = createHash('sha256').update(token).digest('base64url');
    const known = this.#remembered.get(hash);
    if (known !== undefined) return this.#holder(known, token, audiences);
    return this.#verify(token).then((claims) => {
      if (claims === undefined) return undefined;
      const remembered = { claims };
      this.#remember(hash, remembered);
      return this.#holder(remembered, token, audiences);
    });
  }

  /** The public keys, the current one first, as clients outside need them to check tokens themselves (RFC 7517). */
  async keySet(): Promise<JSONWebKeySet> {
    const { exportJWK } = await import('jose');
    const keys = this.#keys.accepted.map(async ({ publicKey, id }) => ({
      use: 'sig',
      alg: SIGNING_ALGORITHM,
      kid: id,
      ...(await exportJWK(publicKey)),
    }));
    return { keys: await Promise.all(keys) };
  }

  async #verify(token: string): Promise<TokenClaims | undefined> {
    const { createLocalJWKSet, errors, jwtVerify } = await import('jose');
    this.#verifier ??= createLocalJWKSet(await this.keySet());
    let payload: JWTPayload;
    try {
      const options = {
        algorithms: [SIGNING_ALGORITHM],
        issuer: [ISSUER, SECRET_ISSUER],
        currentDate: this.#now(),
      };
      ({ payload } = await jwtVerify(token, this.#verifier, options));
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
    return readClaims(payload);
  }

  #remember(hash: string, remembered: Remembered): void {
    if (this.#remembered.size >= MAX_REMEMBERED) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    this.#remembered.set(hash, remembered);
  }

  #holder(remembered: Remembered, token: string, wanted: readonly string[]): TokenHolder | undefined {
    const { claims } = remembered;
    const audiences = wanted.filter((audience) => claims.audiences.includes(audience));
    if (audiences.length === 0 || claims.expiresMs <= this.#now().getTime()) return undefined;
    if (!this.#isAlive(remembered, token)) return undefined;
    const { namespace, account, bound, id } = claims;
    const extra = {
      ...(id !== '' && { 'authentication.kubernetes.io/credential-id': [`JTI=${id}`] }),
      ...(bound !== undefined &&
        bound.kind !== 'secret' && {
          [`authentication.kubernetes.io/${bound.kind}-name`]: [bound.object.name],
          [`authentication.kubernetes.io/${bound.kind}-uid`]: [bound.object.uid],
        }),
    };
    return { user: serviceAccountUser({ namespace, ...account }, extra), audiences };
  }

  /** Whether all that the token belongs to is still there, and still the same. */
  #isAlive(remembered: Remembered, token: string): boolean {
    const { namespace, account, bound, secretName } = remembered.claims;
    const leewayMs = secretName === undefined ? DELETION_LEEWAY_MS : 0;
    if (!this.#isThere('serviceaccounts', namespace, account, leewayMs)) return false;
    if (bound !== undefined && !this.#isBoundThere(bound, namespace)) return false;
    if (secretName === undefined) return true;
    const secret = this.#store.table('secrets').get(objectKey(namespace, secretName));
    if (secret === undefined || secret.deleting) return false;
    if (secret !== remembered.seenIn && !holdsToken(secret, token)) return false;
    remembered.seenIn = secret;
    return true;
  }

  #isBoundThere({ kind, object }: NonNullable<TokenClaims['bound']>, namespace: string): boolean {
    return this.#isThere(`${kind}s`, kind === 'node' ? '' : namespace, object, DELETION_LEEWAY_MS);
  }

  #isThere(
    table: string,
    namespace: string,
    { name, uid }: { name: string; uid: string },
    leewayMs: number,
  ): boolean {
    const entry = this.#store.table(table).get(objectKey(namespace, name));
    if (entry === undefined || entry.uid !== uid) return false;
    if (!entry.deleting) return true;
    return leewayMs > 0 && this.#now().getTime() - deletionTimeMs(entry) <= leewayMs;
  }
}

/** When an object that is being deleted is to end: for a Pod, after the time that it has for that. */
function deletionTimeMs({ json }: StoredEntry): number {
  return Date.parse(JSON.parse(json).metadata.deletionTimestamp);
}

function holdsToken({ json }: StoredEntry, token: string): boolean {
  const { data } = JSON.parse(json);
  return isObject(data) && data['token'] === Buffer.from(token).toString('base64');
}
