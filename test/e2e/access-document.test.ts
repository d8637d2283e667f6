import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';

const root = join(import.meta.dirname, '..', '..');
const document = readFileSync(join(root, 'docs', 'reference', 'apiserver-access.md'), 'utf8');
const blocks = [...document.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);

let folder: string;
let server: ChildProcess;
let path: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-access-'));
  path = `${dirname((await kubernetesTools('1.35')).kubectl)}${delimiter}${process.env['PATH']}`;
  const launcher = join(root, 'packages', 'cli', 'bin', 'sluice.js');
  const args = [launcher, 'apiserver', '--port', '0', '--audit-log', 'audit.log'];
  server = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  if (server.stdout !== null) await once(createInterface(server.stdout), 'line');
});
afterAll(async () => {
  server.kill();
  await once(server, 'exit');
  rmSync(folder, { recursive: true });
});

/** Runs a script in the folder to its end, and gives what it printed. */
function run(script: string): Promise<{ code: number; out: string }> {
  const env = { ...process.env, PATH: path, HOME: folder, KUBECONFIG: '.sluice/kubeconfig' };
  return new Promise((resolve) => {
    execFile('/bin/bash', ['-euc', script], { cwd: folder, env, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : 1, out: `${out}${err}` }),
    );
  });
}

it.each(blocks.map((script) => [script.split('\n', 1)[0], script]))(
  '%s and what follows work',
  async (_first, script = '') => {
    const { code, out } = await run(script);
    expect(code, out).toBe(0);
  },
);

it.each([
  ['ada', 'create configmap made-by-ada --from-literal a=b', 0],
  ['ada', 'get configmaps --namespace kube-system', 1],
  ['ada', 'get clusterroles', 1],
  ['robot', 'get configmap made-by-ada', 0],
  ['robot', 'get secrets', 1],
  ['robot', 'delete configmap made-by-ada', 1],
])('%s, who has the roles of the page, runs kubectl %s with exit code %i', async (user, command, code) => {
  const done = await run(`kubectl --kubeconfig ${user}.kubeconfig ${command}`);
  expect(done, done.out).toMatchObject({ code });
  if (code !== 0) expect(done.out).toContain('Error from server (Forbidden)');
});

it('who edits may do more once a role is gathered', async () => {
  const list = 'kubectl --kubeconfig ada.kubeconfig auth can-i --list --namespace default';
  await expect
    .poll(async () => (await run(list)).out)
    .toMatch(/^kongtargets\.configuration\.konghq\.com .*\[\*\]$/m);
});

it('the token in the Secret is the robot’s', async () => {
  const { out } = await run('kubectl --kubeconfig robot.kubeconfig --token "$(cat robot.token)" auth whoami');
  expect(out).toContain('system:serviceaccount:default:robot');
});

it('the audit log has it all, and no token', () => {
  const log = readFileSync(join(folder, 'audit.log'), 'utf8');
  expect(log).toContain('"username":"ada"');
  expect(log).toContain('"impersonatedUser":{"username":"ada"');
  expect(log).toContain('system:serviceaccount:default:robot');
  const token = readFileSync(join(folder, 'robot.token'), 'utf8');
  expect(log).not.toContain(token);
});
