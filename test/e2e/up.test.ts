import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { guide, target } from './support/guide-manifests.ts';
import { getJson } from './support/https-json.ts';
import { isAlive, manifestFile, newStateDir, SluiceUp, sluice } from './support/sluice-up.ts';

/** A Node that can't run the sources itself, where this machine has one. */
const olderNode = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (node) => existsSync(node) && Number(execFileSync(node, ['-p', 'parseInt(process.versions.node)'])) < 24,
);

const guideFile = () => manifestFile(Object.values(guide).join('---'));

it('brings everything up, applies manifests and tells of each', async () => {
  const up = new SluiceUp({ stateDir: newStateDir(), args: ['--manifests', guideFile()] });
  const ready = await up.event('ready');
  const settled = await up.event('settled');
  expect(settled).toMatchObject({ programmed: 4, failed: 0 });
  expect(settled.elapsedMs).toBeGreaterThanOrEqual(ready.elapsedMs);

  const told = up.events.filter((event) => event.event === 'object');
  for (const [kind, name] of [
    ['KonnectGatewayControlPlane', 'gateway-control-plane'],
    ['KongUpstream', 'upstream'],
    ['KongTarget', 'target-a'],
    ['KongTarget', 'target-b'],
  ]) {
    const states = told
      .filter((event) => event.kind === kind && event.name === name)
      .map(({ state }) => state);
    expect(states).toEqual(['pending', 'programmed']);
  }
  expect(up.events[0]).toBe(ready);
  expect(up.events.at(-1)).toBe(settled);

  const { url } = ready.controlPlane;
  const planes = await getJson(`${url}/v2/control-planes`, ready.controlPlane);
  const entities = `${url}/v2/control-planes/${planes.data[0].id}/core-entities`;
  const upstreams = await getJson(`${entities}/upstreams`, ready.controlPlane);
  const targets = await getJson(`${entities}/upstreams/${upstreams.data[0].id}/targets`, ready.controlPlane);
  const weights = targets.data.map((found: { target: string; weight: number }) => [
    found.target,
    found.weight,
  ]);
  expect(weights.sort()).toEqual([
    ['10.0.0.1:8000', 30],
    ['10.0.0.2:8000', 70],
  ]);
  expect(await up.stop()).toBe(0);
});

it('keeps secrets to the owner, and out of command lines and environments', async () => {
  const up = new SluiceUp({ stateDir: newStateDir() });
  const { controlPlane, pids } = await up.event('ready');
  const open = readdirSync(up.stateDir, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => (statSync(dirname(path)).mode & 0o077) !== 0);
  expect(open).toEqual([]);
  for (const secret of [
    'kubeconfig',
    'operator.kubeconfig',
    'operator-token',
    'control-plane-token',
    'pki/ca.key',
  ]) {
    expect(statSync(join(up.stateDir, secret)).mode & 0o777, secret).toBe(0o600);
  }
  const token = readFileSync(controlPlane.tokenFile, 'utf8').trim();
  if (process.platform === 'linux') {
    for (const pid of [up.pid, ...Object.values(pids)]) {
      for (const file of ['cmdline', 'environ']) {
        expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toContain(token);
      }
    }
  }
  for (const log of readdirSync(join(up.stateDir, 'logs'))) {
    expect(readFileSync(join(up.stateDir, 'logs', log), 'utf8')).not.toContain(token);
  }
});

it('carries on at the next start with the same addresses, credentials and objects', async () => {
  const stateDir = newStateDir();
  const first = new SluiceUp({ stateDir, args: ['--manifests', guideFile()] });
  const before = await first.event('ready');
  await first.event('settled');
  const planesBefore = await getJson(`${before.controlPlane.url}/v2/control-planes`, before.controlPlane);
  const kubeconfig = readFileSync(before.kubeconfig, 'utf8');
  expect(await first.stop('SIGINT')).toBe(0);
  for (const pid of Object.values(before.pids)) expect(isAlive(pid)).toBe(false);

  const second = new SluiceUp({ stateDir, args: ['--manifests', guideFile()] });
  const after = await second.event('ready');
  expect(await second.event('settled')).toMatchObject({ programmed: 4, failed: 0 });
  expect(after.apiserver).toEqual(before.apiserver);
  const signInUrl = expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/sign-in#code=\S{43}$/);
  expect(after.controlPlane).toEqual({ ...before.controlPlane, signInUrl });
  expect(readFileSync(after.kubeconfig, 'utf8')).toBe(kubeconfig);
  expect(await getJson(`${after.controlPlane.url}/v2/control-planes`, after.controlPlane)).toEqual(
    planesBefore,
  );
});

it('refuses to run twice on one state folder, and names the process that runs', async () => {
  const first = new SluiceUp({ stateDir: newStateDir() });
  await first.event('ready');
  const second = new SluiceUp({ stateDir: first.stateDir });
  const { message } = await second.event('error');
  expect(message).toContain(`as process ${first.pid}`);
  expect(message).toContain('sluice down');
  expect(await second.ended()).toBe(1);
});

it('leaves no process behind when it is killed, and starts again after that', async () => {
  const stateDir = newStateDir();
  const first = new SluiceUp({ stateDir });
  const { pids } = await first.event('ready');
  await first.stop('SIGKILL');
  const second = new SluiceUp({ stateDir });
  await second.event('ready');
  for (const pid of Object.values(pids)) while (isAlive(pid)) await delay(10);
});

it.each(['apiserver', 'controlPlane', 'operator'] as const)(
  'starts the %s again when it dies',
  async (component) => {
    const up = new SluiceUp({ stateDir: newStateDir() });
    const ready = await up.event('ready');
    process.kill(ready.pids[component], 'SIGKILL');
    await up.until(() => / is running again, as process \d+\.\n/.test(up.stderr));
    expect(up.stderr).toMatch(
      /died \(signal SIGKILL\) and is started again in \d\.\d s; its log is .*\.log\./,
    );
    expect((await fetch(ready.metrics.operator)).status).toBe(200);
    const applied = await sluice('kubectl', '--state-dir', up.stateDir, 'apply', '-f', guideFile());
    expect(applied).toMatchObject({ code: 0 });
    const waited = await sluice(
      ...['kubectl', '--state-dir', up.stateDir, 'wait', '--for=condition=Programmed', '--timeout=60s'],
      ...['kongtarget/target-a', 'kongtarget/target-b'],
    );
    expect(waited).toMatchObject({ code: 0 });
    expect(await getJson(`${ready.controlPlane.url}/v2/control-planes`, ready.controlPlane)).toMatchObject({
      data: [{ name: 'gateway-control-plane' }],
    });
  },
);

it('stops by "sluice down", and forgets by "sluice down --purge"', async () => {
  const up = new SluiceUp({ stateDir: newStateDir() });
  const { pids } = await up.event('ready');
  expect(await sluice('down', '--state-dir', up.stateDir)).toMatchObject({
    code: 0,
    out: `Stopped process ${up.pid}; the state is kept in ${up.stateDir}.\n`,
  });
  expect(await up.ended()).toBe(0);
  for (const pid of Object.values(pids)) expect(isAlive(pid)).toBe(false);
  expect(await sluice('down', '--state-dir', up.stateDir, '--purge')).toMatchObject({
    code: 0,
    out: `Nothing was running; removed ${up.stateDir}.\n`,
  });
  expect(existsSync(up.stateDir)).toBe(false);
  expect(await sluice('down', '--state-dir', up.stateDir)).toMatchObject({ code: 0 });
});

it('does not purge a folder that is not its own', async () => {
  const stateDir = newStateDir();
  mkdirSync(stateDir);
  writeFileSync(join(stateDir, 'thesis.txt'), 'precious');
  const { code, err } = await sluice('down', '--state-dir', stateDir, '--purge');
  expect(code).toBe(1);
  expect(err).toContain("isn't a state folder of Sluice");
  expect(existsSync(join(stateDir, 'thesis.txt'))).toBe(true);
});

it.each(['--apiserver-port', '--control-plane-port'])(
  'says what to do when the port of %s is in use',
  async (flag) => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => {
      other.close();
    });
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const up = new SluiceUp({ stateDir: newStateDir(), args: [flag, String(port)] });
    const { message } = await up.event('error');
    expect(message).toContain(`127.0.0.1:${port}, which is in use`);
    expect(message).toContain(flag);
    expect(await up.ended()).toBe(1);
    expect(existsSync(join(up.stateDir, 'ports.json'))).toBe(false);
  },
);

it('does not move a control plane that authentication configurations name', async () => {
  const stateDir = newStateDir();
  const first = new SluiceUp({ stateDir });
  await first.event('ready');
  await first.stop();
  const second = new SluiceUp({ stateDir, args: ['--control-plane-port', '1'] });
  expect((await second.event('error')).message).toContain('--control-plane-port');
  expect(await second.ended()).toBe(1);
});

it('refuses a state folder that is a file, and one of a newer version', async () => {
  const file = newStateDir();
  writeFileSync(file, '');
  const onFile = new SluiceUp({ stateDir: file });
  expect((await onFile.event('error')).message).toContain('a file is in its place');
  expect(await onFile.ended()).toBe(1);

  const newer = newStateDir();
  mkdirSync(newer);
  writeFileSync(join(newer, 'version'), '{"format":99}\n');
  const onNewer = new SluiceUp({ stateDir: newer });
  expect((await onNewer.event('error')).message).toContain('was written by a newer Sluice');
  expect(await onNewer.ended()).toBe(1);
});

it.each([
  ['kind: KongTarget\nmetadata: {name: a', /not valid YAML/],
  ['kind: KongTarget\nmetadata: {name: a}', /has no apiVersion/],
])('starts nothing for the broken manifest %j', async (content, complaint) => {
  const up = new SluiceUp({ stateDir: newStateDir(), args: ['--manifests', manifestFile(content)] });
  expect((await up.event('error')).message).toMatch(complaint);
  expect(await up.ended()).toBe(1);
  expect(existsSync(up.stateDir)).toBe(false);
});

it('tells of failures, each with its reason, and settles all the same', async () => {
  const manifests = manifestFile(
    [
      target('wrong-weight', '10.0.0.3', 70_000),
      target('wrong-address', '10.42.42.42.42', 1),
      target('no-upstream', '10.0.0.4', 1, 'never-comes'),
      'apiVersion: example.com/v1\nkind: Unknown\nmetadata: {name: unknown}\n',
      ...Object.values(guide).reverse(),
    ].join('---\n'),
  );
  const up = new SluiceUp({ stateDir: newStateDir(), args: ['--manifests', manifests] });
  expect(await up.event('settled')).toMatchObject({ programmed: 4, failed: 4 });
  const failed = up.events
    .filter((event) => event.event === 'object')
    .filter(({ state }) => state === 'failed');
  const reasons = Object.fromEntries(
    failed.map(({ name, reason, message }) => [name, `${reason}: ${message}`]),
  );
  expect(reasons).toEqual({
    'wrong-weight': expect.stringMatching(/^Invalid: .*spec.weight.*less than or equal to 65535/),
    'wrong-address': expect.stringMatching(/^FailedToCreate: .*target/),
    'no-upstream': expect.stringMatching(/^Invalid: .*default\/never-comes/),
    unknown: expect.stringMatching(/^KindNotServed: .*example.com\/v1/),
  });
});

it('applies namespaces and definitions before what needs them', async () => {
  const manifests = manifestFile(`
apiVersion: example.com/v1
kind: Gadget
metadata: {name: gadget, namespace: team}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object}}
---
apiVersion: v1
kind: Namespace
metadata: {name: team}
`);
  const up = new SluiceUp({ stateDir: newStateDir(), args: ['--manifests', manifests] });
  expect(await up.event('settled')).toMatchObject({ programmed: 3, failed: 0 });
});

it('does not take fields from somebody else by force', async () => {
  const stateDir = newStateDir();
  const first = new SluiceUp({ stateDir, args: ['--manifests', guideFile()] });
  await first.event('settled');
  const edited = manifestFile(target('target-a', '10.0.0.1', 50));
  const takeOver = ['--server-side', '--force-conflicts', '--field-manager=someone'];
  expect(await sluice('kubectl', '--state-dir', stateDir, 'apply', ...takeOver, '-f', edited)).toMatchObject({
    code: 0,
  });
  await first.stop();
  const second = new SluiceUp({ stateDir, args: ['--manifests', guideFile()] });
  expect(await second.event('settled')).toMatchObject({ programmed: 3, failed: 1 });
  expect(second.events).toContainEqual(
    expect.objectContaining({ name: 'target-a', state: 'failed', reason: 'Conflict' }),
  );
});

it.skipIf(olderNode === undefined)('ends with its launcher on an older Node, even a killed one', async () => {
  const up = new SluiceUp({
    stateDir: newStateDir(),
    ...(olderNode === undefined ? {} : { node: olderNode }),
  });
  const { pids } = await up.event('ready');
  await up.stop('SIGKILL');
  for (const pid of Object.values(pids)) while (isAlive(pid)) await delay(10);
  expect(await sluice('down', '--state-dir', up.stateDir, '--purge')).toMatchObject({ code: 0 });
});
