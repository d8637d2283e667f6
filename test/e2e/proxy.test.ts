import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { startConnectProxy } from './support/connect-proxy.ts';
import { guide } from './support/guide-manifests.ts';
import { Kubectl } from './support/kubectl.ts';
import { SluiceProcess } from './support/sluice-process.ts';
import { newStateDir } from './support/sluice-up.ts';

const crds = join(import.meta.dirname, '..', '..', 'charts', 'sluice', 'files', 'crds');

async function start(args: readonly string[], lines: number, env = process.env): Promise<SluiceProcess> {
  const started = await SluiceProcess.start(args, lines, env);
  onTestFinished(async () => void (await started.stop('SIGKILL')));
  return started;
}

it('reaches a control plane through HTTPS_PROXY, trusts its authority, and keeps its streams open there', async () => {
  const proxy = await startConnectProxy();
  onTestFinished(() => proxy.stop());
  const stateDir = newStateDir();
  const shared = ['--state-dir', stateDir, '--port', '0'];
  const [, controlPlane] = await Promise.all([
    start(['apiserver', ...shared], 1),
    start(['control-plane', ...shared, '--tls-san', 'konnect.invalid'], 1),
  ]);
  const kubeconfig = join(stateDir, 'kubeconfig');
  const kubectl = new Kubectl((await kubernetesTools('1.35')).kubectl, kubeconfig);
  await kubectl.ok(['apply', '--server-side', '-f', crds]);
  const local = [
    '--metrics-bind-address',
    '--health-probe-bind-address',
    '--conversion-webhook-bind-address',
  ];
  const operator = await start(
    [
      ...['operator', '--kubeconfig', kubeconfig, '--konnect-ca-file', join(stateDir, 'pki', 'ca.crt')],
      ...['--conversion-webhook-host', '127.0.0.1', ...local.flatMap((flag) => [flag, '127.0.0.1:0'])],
    ],
    3,
    { ...process.env, HTTPS_PROXY: proxy.url, NO_PROXY: '10.0.0.0/8,.svc' },
  );

  // No name server knows this host.
  const host = `konnect.invalid:${new URL(controlPlane.lastWord).port}`;
  const token = readFileSync(join(stateDir, 'control-plane-token'), 'utf8').trim();
  await kubectl.apply(`
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectAPIAuthConfiguration
metadata: {name: konnect-api-auth, namespace: default}
spec: {type: token, token: ${token}, serverURL: 'https://${host}'}
`);
  await kubectl.apply(Object.values(guide).join('---'));
  for (const name of ['target-a', 'target-b']) await kubectl.programmed('kongtarget', name);
  await expect
    .poll(async () => (await fetch(operator.wordAfter('Metrics'))).text())
    .toContain(`sluice_change_streams{server="https://${host}"} 1`);
  // The API server is on the loopback address, where no proxy may be asked for it.
  expect(new Set(proxy.tunnels)).toEqual(new Set([host]));
});
