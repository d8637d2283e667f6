import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { freePort } from './support/control-plane-process.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder to work in, with `sluice` on its path. */
function workplace(): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-self-hosted-'));
  folders.push(folder);
  const launcher = join(root, 'packages/cli/bin/sluice.js');
  writeFileSync(join(folder, 'sluice'), `#!/bin/sh\nexec "${process.execPath}" "${launcher}" "$@"\n`);
  chmodSync(join(folder, 'sluice'), 0o755);
  return { folder, env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } };
}

test('every command of the guide about self-hosting does what it says', async () => {
  const { folder, env } = workplace();
  const port = await freePort();
  const guide = readFileSync(join(root, 'docs/guides/self-hosted.md'), 'utf8').replaceAll(
    '8443',
    String(port),
  );
  const [start = '', ...blocks] = [...guide.matchAll(/```sh\n(.*?)```/gs)].map(
    ([, commands = '']) => commands,
  );
  expect(blocks).toHaveLength(5);

  const server = spawn('sh', ['-c', `exec ${start}`], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(server);
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.startsWith('CA certificate')) break;
  }
  server.stdout.resume();

  const said: string[] = [];
  for (const commands of blocks) {
    const { stdout } = await run('sh', ['-ec', commands], { cwd: folder, env });
    said.push(stdout);
  }
  const [created, imported, exported, audit] = said;
  expect(created).toContain('"name":"edge"');
  expect(imported).toContain('+ create target 10.0.0.2:8000\nedge is like kong.yaml');
  expect(exported).toContain('Nothing differs');
  expect(JSON.parse(audit ?? '').data).toHaveLength(2);
});
