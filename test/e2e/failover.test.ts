import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished, vi } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { guide, target } from './support/guide-manifests.ts';
import { Kubectl } from './support/kubectl.ts';
import { newStateDir, sluice } from './support/sluice-up.ts';

const root = join(import.meta.dirname, '..', '..');
const launcher = join(root, 'packages', 'cli', 'bin', 'sluice.js');
/** A Lease of somebody who is gone is watched for its 15 s before it is taken. */
const takeover = { timeout: 60_000, interval: 250 };

/** Starts one program alone, and resolves with the words of its first lines when it has printed that many. */
async function start(args: string[], lines: number): Promise<{ child: ChildProcess; words: string[] }> {
  const child = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = createInterface(child.stdout)[Symbol.asyncIterator]();
  const words: string[] = [];
  for (let line = 0; line < lines; line++) words.push(...String((await output.next()).value).split(/\s+/));
  return { child, words };
}

function authentication(serverURL: string, token: string): string {
  return `
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectAPIAuthConfiguration
metadata: {name: konnect-api-auth, namespace: default}
spec: {type: token, token: ${token}, serverURL: '${serverURL}'}
`;
}

/** A cluster with a control plane beside it, and what starts operators for them. */
async function world() {
  const stateDir = newStateDir();
  const shared = ['--state-dir', stateDir, '--port', '0'];
  const [, controlPlane] = await Promise.all([
    start(['apiserver', ...shared], 1),
    start(['control-plane', ...shared], 1),
  ]);
  const kubeconfig = join(stateDir, 'kubeconfig');
  const kubectl = new Kubectl((await kubernetesTools('1.35')).kubectl, kubeconfig);
  await kubectl.ok(['apply', '--server-side', '-f', join(root, 'charts', 'sluice', 'files', 'crds')]);
  const token = readFileSync(join(stateDir, 'control-plane-token'), 'utf8').trim();
  await kubectl.apply(authentication(controlPlane.words.at(-1) ?? '', token));
  const flags = [
    ...['--kubeconfig', kubeconfig, '--konnect-ca-file', join(stateDir, 'pki', 'ca.crt')],
    ...['--metrics-bind-address', '127.0.0.1:0', '--health-probe-bind-address', '127.0.0.1:0'],
    ...['--conversion-webhook-bind-address', '127.0.0.1:0', '--conversion-webhook-host', '127.0.0.1'],
  ];
  return { kubectl, flags };
}

/** Starts an operator that takes part in the election. */
async function startOperator(flags: string[]) {
  const { child, words } = await start(['operator', ...flags], 3);
  const metrics = words[words.indexOf('Metrics') + 1] ?? '';
  const status = async () => {
    const text = await (await fetch(metrics)).text();
    return /^leader_election_master_status\{.*\} (\d)$/m.exec(text)?.[1];
  };
  return {
    child,
    leads: () => vi.waitFor(async () => expect(await status()).toBe('1'), takeover),
    waits: () => vi.waitFor(async () => expect(await status()).toBe('0'), takeover),
  };
}

it('has another operator take over when the one at work is killed or stopped', async () => {
  const { kubectl, flags } = await world();
  const first = await startOperator(flags);
  await first.leads();
  const second = await startOperator(flags);
  await second.waits();
  await kubectl.apply(Object.values(guide).join('---'));
  await kubectl.programmed('kongtarget', 'target-b');

  first.child.kill('SIGKILL');
  await kubectl.apply(target('target-c', '10.0.0.3', 10));
  await kubectl.programmed('kongtarget', 'target-c');
  await second.leads();

  const third = await startOperator(flags);
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
  await third.leads();
  await kubectl.apply(target('target-d', '10.0.0.4', 10));
  await kubectl.programmed('kongtarget', 'target-d');
  const lease = JSON.parse(await kubectl.ok(['get', 'lease', 'operator.sluice', '--output', 'json']));
  expect(lease.spec).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 2 });
});

it("refuses to work where Kong's own operator is at work, and says so", async () => {
  const { kubectl, flags } = await world();
  await kubectl.apply(`
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: a7feedc84.konghq.com, namespace: default}
spec: {holderIdentity: kong-operator-1, leaseDurationSeconds: 15, renewTime: '${new Date().toISOString().replace('Z', '000Z')}'}
`);
  expect(await sluice('operator', ...flags)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/sluice: Kong's own operator \(kong-operator-1\) is at work/),
  });
});
