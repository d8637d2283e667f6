import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import cliManifest from '../../packages/cli/package.json' with { type: 'json' };
import { packCommand } from '../../scripts/package/pack-command.ts';
import { guide } from './support/guide-manifests.ts';
import { getText } from './support/https-json.ts';
import { manifestFile, SluiceUp } from './support/sluice-up.ts';

const run = promisify(execFile);

/** An empty folder elsewhere, into which npm has installed the package. */
async function folderWithPackage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-installed-'));
  const tarball = await packCommand(mkdtempSync(join(tmpdir(), 'sluice-tarball-')));
  await run('npm', ['init', '--yes'], { cwd: folder });
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], { cwd: folder });
  return folder;
}

it('brings everything up from the package that npm installed elsewhere, with the page', async () => {
  const folder = await folderWithPackage();
  const { stdout: version } = await run('npx', ['--no', '--', 'sluice', '--version'], { cwd: folder });
  expect(version.trim()).toBe(cliManifest.version);

  // What npx runs, without npx between it and the signal that stops it.
  const launcher = join(folder, 'node_modules', '.bin', 'sluice');
  const manifests = manifestFile(Object.values(guide).join('---'));
  const up = new SluiceUp({ stateDir: join(folder, '.sluice'), launcher, args: ['--manifests', manifests] });

  expect(await up.event('settled')).toMatchObject({ programmed: 4, failed: 0 });
  const { controlPlane } = await up.event('ready');
  const kubectl = ['--no', '--', 'sluice', 'kubectl', 'get', 'kongtargets', '--output', 'name'];
  const { stdout: targets } = await run('npx', kubectl, { cwd: folder });
  expect(targets.trim().split('\n').sort()).toEqual([
    'kongtarget.configuration.konghq.com/target-a',
    'kongtarget.configuration.konghq.com/target-b',
  ]);
  expect(await getText(`${controlPlane.url}/`, controlPlane, 'text/html')).toContain('<script type="module"');
  expect(await up.stop()).toBe(0);
});
