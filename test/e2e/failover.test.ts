import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { guide, target } from './support/guide-manifests.ts';
import { Kubectl } from './support/kubectl.ts';
import { SluiceProcess } from './support/sluice-process.ts';
import { newStateDir, sluice } from './support/sluice-up.ts';

const root = join(import.meta.dirname, '..', '..');
/** A Lease of somebody who is gone is watched for its 15 s before it is taken. */
const takeover = { timeout: 60_000, interval: 250 };

/** Starts one program alone, which is killed at the end of the test. */
async function start(args: string[], lines: number): Promise<SluiceProcess> {
  const started = await SluiceProcess.start(args, lines);
  onTestFinished(async () => void (await started.stop('SIGKILL')));
  return started;
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
  await kubectl.apply(authentication(controlPlane.lastWord, token));
  const flags = [
    ...['--kubeconfig', kubeconfig, '--konnect-ca-file', join(stateDir, 'pki', 'ca.crt')],
    ...['--metrics-bind-address', '127.0.0.1:0', '--health-probe-bind-address', '127.0.0.1:0'],
    ...['--conversion-webhook-bind-address', '127.0.0.1:0', '--conversion-webhook-host', '127.0.0.1'],
  ];
  const api = new ControlPlaneApi({
    url: controlPlane.lastWord,
    caFile: join(stateDir, 'pki', 'ca.crt'),
    tokenFile: join(stateDir, 'control-plane-token'),
  });
  return { kubectl, flags, api };
}

/** Starts an operator that takes part in the election. */
async function startOperator(flags: string[]) {
  const operator = await start(['operator', ...flags], 3);
  const metrics = operator.wordAfter('Metrics');
  const status = async () => {
    const text = await (await fetch(metrics)).text();
    return /^leader_election_master_status\{.*\} (\d)$/m.exec(text)?.[1];
  };
  return {
    operator,
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

  await first.operator.stop('SIGKILL');
  await kubectl.apply(target('target-c', '10.0.0.3', 10));
  await kubectl.programmed('kongtarget', 'target-c');
  await second.leads();

  const third = await startOperator(flags);
  expect(await second.operator.stop()).toBe(0);
  await third.leads();
  await kubectl.apply(target('target-d', '10.0.0.4', 10));
  await kubectl.programmed('kongtarget', 'target-d');
  const lease = JSON.parse(await kubectl.ok(['get', 'lease', 'operator.sluice', '--output', 'json']));
  expect(lease.spec).toMatchObject({ leaseDurationSeconds: 15, leaseTransitions: 2 });

  expect(await third.operator.stop()).toBe(0);
  const handedBack = JSON.parse(await kubectl.ok(['get', 'lease', 'operator.sluice', '--output', 'json']));
  expect(handedBack.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
});

it('has an operator that stood still while another one took over end, and write nothing', async () => {
  const { kubectl, flags, api } = await world();
  const first = await startOperator(flags);
  await first.leads();
  await kubectl.apply(Object.values(guide).join('---'));
  await kubectl.programmed('kongtarget', 'target-b');
  const second = await startOperator(flags);
  await second.waits();

  first.operator.child.kill('SIGSTOP');
  await kubectl.apply(target('target-a', '10.0.0.1', 50));
  await second.leads();
  await kubectl.programmed('kongtarget', 'target-a');
  // With nobody at work, whatever is written from now on is written by the one that wakes.
  await second.operator.stop('SIGKILL');
  await kubectl.apply(target('target-a', '10.0.0.1', 60));
  await kubectl.apply(target('target-c', '10.0.0.3', 10));
  const left = await kubectl.list('kongtarget');
  const ended = first.operator.ended;
  first.operator.child.kill('SIGCONT');

  expect(await ended).toMatchObject({
    code: 1,
    log: expect.stringContaining('the lease default/operator.sluice is lost'),
  });
  expect(await kubectl.list('kongtarget')).toEqual(left);
  const targets = await api.entities('gateway-control-plane', 'targets');
  expect(targets.map(({ weight }) => weight).sort()).toEqual([50, 70]);
});

it("refuses to work where Kong's own operator is at work, and says so", async () => {
  const { kubectl, flags } = await world();
  await kubectl.apply(`
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: a7feedc84.konghq.com, namespace: default}
spec: {holderIdentity: kong-operator-1, leaseDurationSeconds: 15, renewTime: '${new Date().toISOString().replace('Z', '000Z')}'}
`);
  const crds = await kubectl.ok(['get', 'crd', '--output', 'json']);
  expect(await sluice('operator', ...flags)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/sluice: Kong's own operator \(kong-operator-1\) is at work/),
  });
  expect(await kubectl.ok(['get', 'crd', '--output', 'json'])).toBe(crds);
});
