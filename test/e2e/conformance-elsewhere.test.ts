import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readKubeconfig } from '../../packages/apiserver/test/conformance/kubeconfig.ts';
import { topics } from '../../packages/apiserver/test/conformance/topics.ts';
import { KubeClient } from '../../packages/apiserver/test/server/kube-client.ts';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';

/*
 * The conformance suite as people run it against a cluster of theirs: by a kubeconfig alone, here of a server in a
 * process of its own.
 */

const root = join(import.meta.dirname, '..', '..');
const document = readFileSync(join(root, 'docs', 'reference', 'apiserver.md'), 'utf8');
const RUN_MS = 150_000;
/** How often the neighbours look at the namespaces. */
const LOOK_AROUND_MS = 100;

let folder: string;
let kubectl: string;
let server: ChildProcess;
const neighbours = new AbortController();
let neighbourhood: Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-conformance-'));
  ({ kubectl } = await kubernetesTools('1.35'));
  const launcher = join(root, 'packages', 'cli', 'bin', 'sluice.js');
  const args = [launcher, 'apiserver', '--port', '0'];
  server = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  if (server.stdout !== null) await once(createInterface(server.stdout), 'line');
  neighbourhood = settleInEveryNamespace();
});
afterAll(async () => {
  neighbours.abort();
  try {
    await neighbourhood;
  } finally {
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true });
  }
});

async function kube(...args: string[]): Promise<string> {
  const env = { ...process.env, HOME: folder, KUBECONFIG: join(folder, '.sluice', 'kubeconfig') };
  return (await promisify(execFile)(kubectl, args, { cwd: folder, env })).stdout;
}

/**
 * What there is in other clusters: somebody puts a ConfigMap and a ServiceAccount into every new namespace, and the
 * ConfigMap goes only a while after its namespace is deleted. Answers that say no are of no matter: namespaces come and
 * go meanwhile.
 */
async function settleInEveryNamespace(): Promise<void> {
  const { url, ca, cert, key } = readKubeconfig(join(folder, '.sluice', 'kubeconfig'));
  const client = new KubeClient(url, { ca, cert, key });
  const settled = new Set<string>();
  while (!neighbours.signal.aborted) {
    for (const { metadata } of (await client.get('/api/v1/namespaces')).list.items) {
      const { name = '', deletionTimestamp } = metadata;
      const path = `/api/v1/namespaces/${name}`;
      if (!name.startsWith('conformance')) continue;
      if (deletionTimestamp !== undefined) {
        await client.patch(`${path}/configmaps/neighbour-ca`, { metadata: { finalizers: null } });
      } else if (!settled.has(name)) {
        settled.add(name);
        const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'neighbour' } };
        await client.create(`${path}/serviceaccounts`, account);
        const held = { name: 'neighbour-ca', finalizers: ['neighbour.example.com/slow'] };
        await client.create(`${path}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: held });
      }
    }
    await sleep(LOOK_AROUND_MS);
  }
  client.close();
}

/** Runs the command of the document with a kubeconfig. */
async function runSuite(kubeconfig: string): Promise<{ code: number; out: string }> {
  const vitest = join(root, 'node_modules', '.bin', 'vitest');
  const args = ['run', 'packages/apiserver/test/conformance/conformance.test.ts'];
  const env = { ...process.env, CONFORMANCE_KUBECONFIG: kubeconfig, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(vitest, args, { cwd: root, env, timeout: RUN_MS, maxBuffer: 2 ** 26 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : 1, out: `${out}${err}` }),
    );
  });
}

async function expectAllPassed(kubeconfig: string): Promise<void> {
  const { code, out } = await runSuite(kubeconfig);
  expect(code, out.slice(-20_000)).toBe(0);
  const count = topics.flatMap(({ cases }) => cases).length;
  expect(out).toMatch(new RegExp(`Tests +${count} passed \\(${count}\\)`));
  await expect
    .poll(() => kube('get', 'namespaces,crds', '-o', 'name'))
    .not.toMatch(/conformance|gadgets|leaving/);
}

it('the suite passes with a client certificate, and leaves nothing behind', async () => {
  await expectAllPassed(join(folder, '.sluice', 'kubeconfig'));
});

it('the suite passes with a token of a ServiceAccount that has the role that the document names', async () => {
  expect(document).toContain('the ClusterRole `cluster-admin`');
  await kube('create', 'serviceaccount', 'conformance', '-n', 'default');
  const account = '--serviceaccount=default:conformance';
  await kube('create', 'clusterrolebinding', 'conformance', '--clusterrole=cluster-admin', account);
  const token = (await kube('create', 'token', 'conformance', '-n', 'default')).trim();
  const address = await kube('config', 'view', '-o', 'jsonpath={.clusters[0].cluster.server}');
  const file = join(folder, 'token.kubeconfig');
  const config = (...args: string[]) => kube('--kubeconfig', file, 'config', ...args);
  const authority = join('.sluice', 'pki', 'ca.crt');
  await config(
    'set-cluster',
    'c',
    '--server',
    address,
    '--certificate-authority',
    authority,
    '--embed-certs',
  );
  await config('set-credentials', 'u', '--token', token);
  await config('set-context', 'c', '--cluster', 'c', '--user', 'u');
  await config('use-context', 'c');
  await expectAllPassed(file);
});
