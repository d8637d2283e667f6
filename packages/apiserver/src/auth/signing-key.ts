import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key with which the server signs tokens. */
export interface SigningKey {
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** Names the key in tokens and in the published key set: SHA-256 of the public key, as kube-apiserver has it. */
  id: string;
}

/** ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4): small tokens, and every library reads them. */
export const SIGNING_ALGORITHM = 'ES256';

/**
 * The key in a data folder, made when there is none. It survives restarts, and so do the tokens that it has signed;
 * whoever deletes the file makes all of them invalid.
 *
 * @throws Error when the file holds no such key
 */
export function keepSigningKey(dataDir: string): SigningKey {
  const file = join(dataDir, 'service-account.key');
  const privateKey = createPrivateKey(readIfThere(file) ?? writeNew(file));
  const publicKey = createPublicKey(privateKey);
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return { privateKey, publicKey, id };
}

function readIfThere(file: string): string | undefined {
  try {
    chmodSync(file, 0o600);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The name appears with the whole key or not at all: a crash in between leaves nothing that looks like one. */
function writeNew(file: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const temporary = `${file}.${randomUUID()}.tmp`;
  writeFileSync(temporary, pem, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(temporary, file);
  return pem;
}
