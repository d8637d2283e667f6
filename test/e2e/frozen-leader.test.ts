import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { ChaosProxy } from './support/chaos-proxy.ts';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { startFaultWorld } from './support/fault-world.ts';
import { kongObjects } from './support/kong-objects.ts';
import { Kubectl } from './support/kubectl.ts';
import { kubeconfigFor } from './support/proxy-kubeconfig.ts';
import { SluiceProcess } from './support/sluice-process.ts';
import { planes, upstreams } from './support/stage.ts';

/** A Lease of somebody who stands still is watched for its 15 s before it is taken. */
const patience = { timeout: 60_000, interval: 250 };

/** Both servers behind proxies, and what starts operators that are elected. */
async function startWorld() {
  const servers = await startFaultWorld();
  const konnect = await ChaosProxy.start(servers.backends.konnect, servers.tls);
  const cluster = await ChaosProxy.start(servers.backends.cluster);
  const kubeconfig = join(dirname(servers.konnect.caFile), '..', 'kubeconfig');
  onTestFinished(async () => {
    await Promise.all([konnect.stop(), cluster.stop()]);
    await servers.stop();
  });
  const startOperator = async (path: string) => {
    const anywhere = '127.0.0.1:0';
    const operator = await SluiceProcess.start(
      [
        ...['operator', '--kubeconfig', path, '--konnect-ca-file', servers.konnect.caFile],
        ...['--conversion-webhook-bind-address', anywhere, '--conversion-webhook-host', '127.0.0.1'],
        ...['--metrics-bind-address', anywhere, '--health-probe-bind-address', anywhere],
        // One place to work in for each control plane, and one connection for each authentication.
        ...['--konnect-controller-max-concurrent-reconciles', '1'],
      ],
      3,
    );
    onTestFinished(async () => void (await operator.stop('SIGKILL')));
    return operator;
  };
  return {
    konnect,
    cluster,
    kubectl: new Kubectl((await kubernetesTools('1.35')).kubectl, kubeconfig),
    api: new ControlPlaneApi(servers.konnect),
    token: readFileSync(servers.konnect.tokenFile, 'utf8').trim(),
    startFirst: () => startOperator(kubeconfigFor(servers, cluster)),
    startSecond: () => startOperator(kubeconfig),
  };
}

/** The value of a metric of an operator, by the beginning of its line. */
async function metric(operator: SluiceProcess, name: string): Promise<number> {
  const text = await (await fetch(operator.wordAfter('Metrics'))).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.split(' ')
      .at(-1),
  );
}

const becomes = (operator: SluiceProcess, name: string, value: number) =>
  vi.waitFor(async () => expect(await metric(operator, name)).toBe(value), patience);

const leads = 'leader_election_master_status';
const workers = 'controller_runtime_active_workers';
/** The upstreams of control planes of the same names. `queued` has the authentication of `sent`, the others their own. */
const names = ['sent', 'queued', 'held', 'noted'];
const authOf = (name: string) => (name === 'queued' ? 'sent' : name);
const isWrite = ({ request }: { readonly request: string }) => !request.startsWith('GET ');

it('an operator that stood still with calls under way writes nothing when it goes on, breaks them off, and ends', async () => {
  const world = await startWorld();
  const { kubectl, konnect, cluster, api } = world;
  const apply = (objects: readonly object[]) =>
    kubectl.apply(objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const withSlots = (slots: number) =>
    apply(names.map((name) => ({ ...kongObjects.upstream(name, { slots }, name) })));

  const first = await world.startFirst();
  await becomes(first, leads, 1);
  await apply(
    [...new Set(names.map(authOf))].map((name) => kongObjects.auth(name, konnect.url, world.token)),
  );
  await apply(names.map((name) => kongObjects.plane(name, { konnect: { authRef: { name: authOf(name) } } })));
  await withSlots(100);
  for (const name of names) await kubectl.programmed(upstreams, name);
  const second = await world.startSecond();
  await becomes(second, leads, 0);
  const ids = new Map<string, string>();
  for (const name of names) ids.set(name, (await kubectl.get(upstreams, name)).status?.konnect?.id ?? '');
  const idOf = (name: string) => ids.get(name) ?? '';

  // Two calls wait for their answers, one for the connection of another, and a status for the cluster's answer.
  konnect.holds = (request) => request.endsWith(idOf('sent')) || request.endsWith(idOf('held'));
  cluster.holds = (request) => request.includes('/kongupstreams/noted');
  await withSlots(200);
  const underWay = await vi.waitFor(() => {
    const waiting = [konnect, cluster].flatMap(({ exchanges }) =>
      exchanges.filter(({ status, endedAt }) => status === undefined && endedAt === undefined),
    );
    const methods = waiting.map(({ request }) => request.split(' ')[0]);
    expect(methods.toSorted()).toEqual(['PATCH', 'PUT', 'PUT']);
    return waiting;
  }, patience);
  await becomes(first, `${workers}{`, names.length);

  first.child.kill('SIGSTOP');
  konnect.holds = () => false;
  await becomes(second, leads, 1);
  await withSlots(300);
  for (const name of names) await kubectl.programmed(upstreams, name);
  await kubectl.programmed(planes, 'sent');
  // With nobody at work, whatever is written from now on is written by the one that wakes.
  await second.stop('SIGKILL');
  const [before, beforeInCluster] = [konnect.exchanges.length, cluster.exchanges.length];
  const objects = await kubectl.list(upstreams);
  // The answer for which `queued` waits lies in the socket when the process goes on, before any timer of it has run.
  konnect.letGo();
  first.child.kill('SIGCONT');

  expect(await first.ended).toMatchObject({
    code: 1,
    log: expect.stringContaining('the lease default/operator.sluice is lost'),
  });
  expect(konnect.exchanges.slice(before).filter(isWrite)).toEqual([]);
  expect(cluster.exchanges.slice(beforeInCluster).filter(isWrite)).toEqual([]);
  for (const { endedAt } of underWay) expect(endedAt).toBeDefined();
  expect(await kubectl.list(upstreams)).toEqual(objects);
  for (const name of names) {
    expect(await api.entities(name, 'upstreams')).toMatchObject([{ id: idOf(name), slots: 300 }]);
  }
});
