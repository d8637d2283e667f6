import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { CredentialPlugin } from './cluster-config.ts';
import { KubeconfigError } from './kubeconfig-error.ts';
import { loadKubeconfig } from './load-kubeconfig.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plugin-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Writes a kubeconfig whose credentials a program makes: a Node script of these lines. */
async function kubeconfigOf(script: string, exec: object = {}): Promise<string> {
  const program = join(folder, 'plugin.cjs');
  await writeFile(program, script);
  const user = {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: [program],
      env: [{ name: 'PLUGIN_FOLDER', value: folder }],
      interactiveMode: 'Never',
      ...exec,
    },
  };
  return writeConfig(user);
}

async function writeConfig(user: object): Promise<string> {
  const path = join(folder, 'config');
  const content = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://c:6443' } }],
    users: [{ name: 'u', user }],
  };
  await writeFile(path, stringify(content));
  return path;
}

async function pluginOf(path: string): Promise<CredentialPlugin> {
  const { credentials } = await loadKubeconfig({ path });
  if (credentials.plugin === undefined) throw new TypeError('no plugin');
  return credentials.plugin;
}

/** Counts its runs in a file and makes a token of the number. */
const counting = `
  const fs = require('node:fs');
  const file = process.env.PLUGIN_FOLDER + '/runs';
  const runs = 1 + (fs.existsSync(file) ? Number(fs.readFileSync(file)) : 0);
  fs.writeFileSync(file, String(runs));
  console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: 'token-' + runs } }));
`;

it('a program is run once for all calls, and again when the server refuses its token', async () => {
  const plugin = await pluginOf(await kubeconfigOf(counting));
  expect(await Promise.all([plugin.header(), plugin.header()])).toEqual(['Bearer token-1', 'Bearer token-1']);
  plugin.expire();
  expect(await plugin.header()).toBe('Bearer token-2');
});

it('a program may give a client certificate', async () => {
  const status = { clientCertificateData: 'CERT', clientKeyData: 'KEY' };
  const path = await kubeconfigOf(`console.log(${JSON.stringify(JSON.stringify({ status }))})`);
  expect((await loadKubeconfig({ path })).credentials).toEqual({ cert: 'CERT', key: 'KEY' });
});

it('a program learns the version of the protocol and, if it wants, the server', async () => {
  const echo = `console.log(JSON.stringify({ status: { token: process.env.KUBERNETES_EXEC_INFO } }))`;
  const header = await (await pluginOf(await kubeconfigOf(echo, { provideClusterInfo: true }))).header();
  expect(JSON.parse(header?.replace('Bearer ', '') ?? '')).toEqual({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false, cluster: { server: 'https://c:6443' } },
  });
});

it('an identity provider’s token is taken as long as it lives', async () => {
  const payload = Buffer.from(JSON.stringify({ exp: Date.now() / 1000 + 3600 })).toString('base64url');
  const idToken = `e30.${payload}.c2ln`;
  const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': idToken } } };
  expect(await (await pluginOf(await writeConfig(user))).header()).toBe(`Bearer ${idToken}`);
});

it.each([
  ['fails', 'process.exit(3)'],
  ['gives no JSON', 'console.log("hello")'],
  ['gives no credentials', 'console.log(\'{"status":{}}\')'],
])('a program that %s is named with its kubeconfig at the start', async (_, script) => {
  const path = await kubeconfigOf(script);
  const failure = loadKubeconfig({ path });
  await expect(failure).rejects.toThrow(KubeconfigError);
  await expect(failure).rejects.toThrow(`${path}: the credential plugin of user u`);
});

it('a kubeconfig with a token is read without loading the library for plugins', async () => {
  const probe = async (path: string) => {
    const script = join(folder, 'probe.mjs');
    const source = new URL('./load-kubeconfig.ts', import.meta.url).href;
    const lines = [
      `import { registerHooks } from 'node:module';`,
      `let isLoaded = false;`,
      `registerHooks({ resolve(specifier, context, next) {`,
      `  if (specifier.startsWith('@kubernetes/')) isLoaded = true;`,
      `  return next(specifier, context);`,
      `} });`,
      `const { loadKubeconfig } = await import(${JSON.stringify(source)});`,
      `await loadKubeconfig({ path: ${JSON.stringify(path)} });`,
      `console.log(isLoaded);`,
    ];
    await writeFile(script, lines.join('\n'));
    return (await promisify(execFile)(process.execPath, [script])).stdout.trim();
  };
  expect(await probe(await writeConfig({ token: 't' }))).toBe('false');
  expect(await probe(await kubeconfigOf(counting))).toBe('true');
});
