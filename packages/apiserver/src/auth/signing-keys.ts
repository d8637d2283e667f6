import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirUnusableError } from '../storage/data-dir-error.ts';

/** A key that tokens may have been signed with. */
export interface VerificationKey {
  publicKey: KeyObject;
  /** Names the key in tokens and in the published key set: SHA-256 of the public key, as kube-apiserver has it. */
  id: string;
}

/** The keys of a server. */
export interface SigningKeys {
  /** Signs. */
  current: VerificationKey & { privateKey: KeyObject };
  /** What tokens may be signed with that are good: the current key, and earlier ones that were kept. */
  accepted: readonly VerificationKey[];
}

/** ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4): small tokens, and every library reads them. */
export const SIGNING_ALGORITHM = 'ES256';

const CURRENT_KEY = 'service-account.key';
/** Keys that were the current one, whole or only their public halves. */
const EARLIER_KEY = /^service-account-.+\.(key|pub)$/;

/**
 * The keys in a data folder. `service-account.key` signs, and is made when there is none; tokens are also good that
 * were signed with a `service-account-….key` or `.pub` beside it. So renaming the current one gives a new one at the
 * next start, and keeps the tokens of the old one good until that is removed. Keys survive restarts.
 *
 * @throws DataDirUnusableError when a file holds no such key
 */
export function keepSigningKeys(dataDir: string): SigningKeys {
  const file = join(dataDir, CURRENT_KEY);
  const pem = readIfThere(file) ?? writeNew(file);
  const privateKey = readKey(dataDir, CURRENT_KEY, () => createPrivateKey(pem));
  const current = { ...verificationKey(createPublicKey(privateKey)), privateKey };
  const earlier = readdirSync(dataDir)
    .filter((name) => EARLIER_KEY.test(name))
    .sort()
    .map((name) => readKey(dataDir, name, () => createPublicKey(readPrivately(join(dataDir, name)))))
    .map(verificationKey)
    .filter(({ id }) => id !== current.id);
  return { current, accepted: [current, ...earlier] };
}

function verificationKey(publicKey: KeyObject): VerificationKey {
  const id = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
  return { publicKey, id };
}

function readKey(dataDir: string, name: string, read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    throw new DataDirUnusableError(dataDir, { cause: new Error(`${name} holds no key`, { cause }) });
  }
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  throw new DataDirUnusableError(dataDir, { cause: new Error(`${name} holds no ECDSA key on P-256`) });
}

function readPrivately(file: string): string {
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8');
}

function readIfThere(file: string): string | undefined {
  try {
    return readPrivately(file);
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
