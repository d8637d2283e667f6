import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { guide } from './support/guide-manifests.ts';
import { getJson } from './support/https-json.ts';
import { manifestFile, newStateDir, SluiceUp, sluice } from './support/sluice-up.ts';

const launcher = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'sluice.js');

/** Starts one program alone, and resolves with the URL that its first line on stdout ends with. */
async function serve(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, url: String(line).split(' ').at(-1) ?? '' };
}

it('runs each program alone on one state folder, which "sluice up" then takes over', async () => {
  const stateDir = newStateDir();
  const shared = ['--state-dir', stateDir, '--port', '0'];
  const [apiserver, controlPlane] = await Promise.all([
    serve('apiserver', ...shared),
    serve('control-plane', ...shared, '--tls-san', 'sluice.example.com'),
  ]);
  const namespaces = await sluice('kubectl', '--state-dir', stateDir, 'get', 'namespaces', '-o', 'name');
  expect(namespaces.out.split('\n')).toContain('namespace/default');
  const credentials = {
    caFile: join(stateDir, 'pki', 'ca.crt'),
    tokenFile: join(stateDir, 'control-plane-token'),
  };
  expect(await getJson(`${controlPlane.url}/v2/control-planes`, credentials)).toMatchObject({ data: [] });

  const meanwhile = await sluice('down', '--state-dir', stateDir, '--purge');
  expect(meanwhile).toMatchObject({
    code: 1,
    err: expect.stringContaining(`process ${apiserver.child.pid}`),
  });
  for (const { child } of [apiserver, controlPlane]) {
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }

  const up = new SluiceUp({
    stateDir,
    args: ['--manifests', manifestFile(Object.values(guide).join('---'))],
  });
  expect(await up.event('settled')).toMatchObject({ programmed: 4, failed: 0 });
});
