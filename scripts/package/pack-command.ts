import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildPage, pageIsStale } from '../build-page.ts';
import { bundleCommand } from './bundle-command.ts';
import { type Manifest, publishedManifest } from './published-manifest.ts';

const root = join(import.meta.dirname, '..', '..');
const cli = join(root, 'packages', 'cli');

/**
 * Puts the package into `folder`, which is made when missing, and resolves with the path of the tarball. The parts
 * are gathered in a temporary folder, so that two runs at once don't meet. Rejects when the page can't be built: a
 * package without it would disappoint those who installed it.
 */
export async function packCommand(folder: string): Promise<string> {
  if (pageIsStale() && !(await buildPage())) throw new Error('the Gateway Manager page could not be built');
  mkdirSync(folder, { recursive: true });
  const staging = mkdtempSync(join(tmpdir(), 'sluice-package-'));
  try {
    const imported = await bundleCommand(join(staging, 'dist'));
    cpSync(join(cli, 'bin'), join(staging, 'bin'), { recursive: true });
    cpSync(join(root, 'packages', 'gateway-manager', 'dist'), join(staging, 'dist', 'page'), {
      recursive: true,
    });
    for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(staging, file));
    writeFileSync(join(staging, 'package.json'), JSON.stringify(manifest(imported), null, 2));
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: staging });
    const [packed]: { filename: string }[] = JSON.parse(stdout);
    if (packed === undefined) throw new Error('npm pack named no file');
    return join(folder, packed.filename);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function manifest(imported: readonly string[]): object {
  const workspaces = globSync('packages/*/package.json', { cwd: root }).map((file) => read(join(root, file)));
  const node: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.node;
  return publishedManifest(read(join(cli, 'package.json')), workspaces, imported, node);
}

function read(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8'));
}
