import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';

/*
 * The conformance suite as people run it against a cluster of theirs: by a kubeconfig alone, here of a server in a
 * process of its own.
 */

const root = join(import.meta.dirname, '..', '..');
const document = readFileSync(join(root, 'docs', 'reference', 'apiserver.md'), 'utf8');
const RUN_MS = 150_000;

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
  await neighbourhood;
  server.kill();
  await once(server, 'exit');
  rmSync(folder, { recursive: true });
});

async function kube(...args: string[]): Promise<string> {
  const env = { ...process.env, HOME: folder, KUBECONFIG: join(folder, '.sluice', 'kubeconfig') };
  return (await promisify(execFile)(kubectl, args, { cwd: folder, env })).stdout;
}

/**
 * What there is in other clusters: somebody puts a ConfigMap and a ServiceAccount into every new namespace, and the
 * ConfigMap goes only a while after its namespace is deleted.
 */
async function settleInEveryNamespace(): Promise<void> {
  const settled = new Set<string>();
  while (!neighbours.signal.aborted) {
    const found = JSON.parse(await kube('get', 'namespaces', '-o', 'json')) as {
      items: { metadata: { name: string; deletionTimestamp?: string } }[];
    };
    for (const { metadata } of found.items) {
      const { name, deletionTimestamp } = metadata;
      if (!name.startsWith('conformance')) continue;
      if (deletionTimestamp === undefined && !settled.has(name)) {
        settled.add(name);
        await ignoringMissing(() => kube('create', 'serviceaccount', 'neighbour', '-n', name));
        await ignoringMissing(() => kube('create', 'configmap', 'neighbour-ca', '-n', name));
        await ignoringMissing(() => patchNeighbour(name, ['neighbour.example.com/slow']));
      } else if (deletionTimestamp !== undefined) await ignoringMissing(() => patchNeighbour(name, null));
    }
  }
}

function patchNeighbour(namespace: string, finalizers: string[] | null): Promise<string> {
  const patch = JSON.stringify({ metadata: { finalizers } });
  return kube('patch', 'configmap', 'neighbour-ca', '-n', namespace, '--type=merge', '-p', patch);
}

/** Namespaces come and go while the neighbours look at them. */
async function ignoringMissing(act: () => Promise<string>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!/\((NotFound|Forbidden)\)/.test(String(error))) throw error;
  }
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
  const [, count] = /\| all \| (\d+) \|/.exec(document) ?? [];
  expect(out).toMatch(new RegExp(`Tests +${count} passed \\(${count}\\)`));
  await expect.poll(() => kube('get', 'namespaces,crds', '-o', 'name')).not.toMatch(/conformance|gadgets/);
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
