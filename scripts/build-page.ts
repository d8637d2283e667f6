import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const page = join(import.meta.dirname, '..', 'packages', 'gateway-manager');
const dist = join(page, 'dist');

/** What the build reads. */
const sources = ['src/**/*', 'public/**/*', 'build/**/*', 'index.html', 'vite.config.ts', 'package.json'];

/** What shrinks when it is compressed. */
const compressible = '**/*.{html,js,css,svg,json,wasm}';

/** Below this a compressed copy saves less than its header costs. */
const leastBytes = 1024;

/** Whether there is no build of the page, or something that it was made from is newer. */
export function pageIsStale(): boolean {
  const builtAt = statSync(join(dist, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return globSync(sources, { cwd: page }).some((file) => statSync(join(page, file)).mtimeMs > builtAt);
}

/** Builds the page into `packages/gateway-manager/dist`; false when that failed, of which the terminal tells. */
export async function buildPage(): Promise<boolean> {
  const args = ['run', '--silent', 'build', '--', '--logLevel', 'warn'];
  // Whoever calls this may be under test, and Vite would make a development build of it.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync('npm', args, { cwd: page, env, stdio: 'inherit' });
  if (status !== 0) return false;
  await Promise.all(globSync(compressible, { cwd: dist }).map((file) => compress(join(dist, file))));
  return true;
}

/** Puts a gzip and a brotli copy beside a file, which the control plane sends to browsers that take them. */
async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  if (content.length < leastBytes) return;
  const [gzipped, brotli] = await Promise.all([
    promisify(gzip)(content, { level: 9 }),
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  ]);
  await Promise.all([writeFile(`${file}.gz`, gzipped), writeFile(`${file}.br`, brotli)]);
}
