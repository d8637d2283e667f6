import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { guide } from './support/guide-manifests.ts';
import { getJson } from './support/https-json.ts';
import { SluiceProcess } from './support/sluice-process.ts';
import { manifestFile, newStateDir, SluiceUp, sluice } from './support/sluice-up.ts';

/** Starts one program alone, which is killed at the end of the test. */
async function serve(...args: string[]): Promise<SluiceProcess> {
  const server = await SluiceProcess.start(args, 1);
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
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
  expect(await getJson(`${controlPlane.lastWord}/v2/control-planes`, credentials)).toMatchObject({
    data: [],
  });

  const meanwhile = await sluice('down', '--state-dir', stateDir, '--purge');
  expect(meanwhile).toMatchObject({
    code: 1,
    err: expect.stringContaining(`process ${apiserver.child.pid}`),
  });
  for (const server of [apiserver, controlPlane]) expect(await server.stop()).toBe(0);

  const up = new SluiceUp({
    stateDir,
    args: ['--manifests', manifestFile(Object.values(guide).join('---'))],
  });
  expect(await up.event('settled')).toMatchObject({ programmed: 4, failed: 0 });
});
