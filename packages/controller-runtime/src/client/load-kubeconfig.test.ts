import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { KubeconfigError } from './kubeconfig-error.ts';
import { loadKubeconfig } from './load-kubeconfig.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});

afterEach(() => rm(folder, { recursive: true }));

const base64 = (text: string) => Buffer.from(text).toString('base64');

interface Parts {
  readonly context?: object;
  readonly cluster?: object;
  readonly user?: object;
}

function kubeconfig(name: string, { context, cluster, user }: Parts = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    contexts: [{ name, context: { cluster: `${name}-cluster`, user: `${name}-user`, ...context } }],
    clusters: [{ name: `${name}-cluster`, cluster: { server: `https://${name}:6443/`, ...cluster } }],
    users: [{ name: `${name}-user`, user: { token: `${name}-token`, ...user } }],
  };
}

async function write(name: string, content: object | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : stringify(content));
  return path;
}

describe('which source decides', () => {
  it('is an explicit server before anything else', async () => {
    const KUBECONFIG = await write('config', kubeconfig('file'));
    const tokenFile = join(folder, 'token');
    const config = await loadKubeconfig({
      explicit: { server: 'https://explicit/', tokenFile, caFile: await write('ca.crt', 'CA') },
      env: { KUBECONFIG },
    });
    expect(config).toEqual({
      server: 'https://explicit',
      namespace: 'default',
      source: 'flags',
      ca: 'CA',
      credentials: { tokenFile },
    });
  });

  it('is a given path before KUBECONFIG', async () => {
    const path = await write('given', kubeconfig('given'));
    const KUBECONFIG = await write('config', kubeconfig('file'));
    const config = await loadKubeconfig({ path, env: { KUBECONFIG } });
    expect(config.server).toBe('https://given:6443');
    expect(config.source).toBe(`context given of ${path}`);
    expect(config.credentials).toEqual({ token: 'given-token' });
  });

  it('is KUBECONFIG before the home folder, several files of it merged and missing ones skipped', async () => {
    const first = await write('first', { ...kubeconfig('one'), 'current-context': '' });
    const second = await write('second', kubeconfig('two'));
    const KUBECONFIG = [join(folder, 'missing'), first, second].join(':');
    expect((await loadKubeconfig({ env: { KUBECONFIG }, home: folder })).server).toBe('https://two:6443');
    const chosen = await loadKubeconfig({ env: { KUBECONFIG }, context: 'one' });
    expect(chosen.server).toBe('https://one:6443');
  });

  it('is ~/.kube/config before the pod', async () => {
    await mkdir(join(folder, '.kube'));
    await write('.kube/config', kubeconfig('home'));
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    expect((await loadKubeconfig({ env, home: folder })).server).toBe('https://home:6443');
  });

  it('is the pod at last, whose token stays in its file', async () => {
    await write('ca.crt', 'CA');
    await write('namespace', 'kong\n');
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
    expect(await loadKubeconfig({ env, home: folder, serviceAccountFolder: folder })).toEqual({
      server: 'https://[fd00::1]:443',
      namespace: 'kong',
      source: 'the pod’s service account',
      ca: 'CA',
      credentials: { tokenFile: join(folder, 'token') },
    });
  });
});

describe('a kubeconfig', () => {
  it('gives certificates, names and the namespace', async () => {
    await write('client.key', 'KEY');
    const path = await write(
      'config',
      kubeconfig('a', {
        context: { namespace: 'kong' },
        cluster: {
          'certificate-authority-data': base64('CA'),
          'tls-server-name': 'api',
          'proxy-url': 'http://proxy:3128',
          'insecure-skip-tls-verify': true,
        },
        user: { token: '', 'client-certificate-data': base64('CERT'), 'client-key': 'client.key' },
      }),
    );
    expect(await loadKubeconfig({ path })).toEqual({
      server: 'https://a:6443',
      namespace: 'kong',
      source: `context a of ${path}`,
      ca: 'CA',
      tlsServerName: 'api',
      proxyUrl: 'http://proxy:3128',
      insecureSkipTlsVerify: true,
      credentials: { cert: 'CERT', key: 'KEY' },
    });
  });

  it('gives a token file before a token, relative to itself', async () => {
    const path = await write('config', kubeconfig('a', { user: { tokenFile: 'sub/token' } }));
    expect((await loadKubeconfig({ path })).credentials).toEqual({ tokenFile: join(folder, 'sub/token') });
  });

  it('gives a user name and password', async () => {
    const user = { token: null, username: 'me', password: 'secret' };
    const path = await write('config', kubeconfig('a', { user }));
    expect((await loadKubeconfig({ path })).credentials).toEqual({
      basic: { username: 'me', password: 'secret' },
    });
  });
});

describe('what is wrong is said with the file and the field', () => {
  it.each([
    ['no such context', kubeconfig('a'), { context: 'b' }, /no context called b; there is: a/],
    ['no current context', { ...kubeconfig('a'), 'current-context': undefined }, {}, /no current-context/],
    ['no such cluster', kubeconfig('a', { context: { cluster: 'x' } }), {}, /no cluster called x/],
    ['no such user', kubeconfig('a', { context: { user: 'x' } }), {}, /no user called x/],
    ['no server', kubeconfig('a', { cluster: { server: '' } }), {}, /a-cluster has no server/],
    [
      'a server that is no URL',
      kubeconfig('a', { cluster: { server: 'x' } }),
      {},
      /server of cluster .* no URL/,
    ],
    [
      'a token that is no string',
      kubeconfig('a', { user: { token: 5 } }),
      {},
      /token of a-user must be a string/,
    ],
    [
      'a key alone',
      kubeconfig('a', { user: { 'client-key-data': base64('K') } }),
      {},
      /both client-certificate/,
    ],
    ['a missing file', kubeconfig('a', { cluster: { 'certificate-authority': 'no.crt' } }), {}, /no\.crt/],
    ['a context without a name', { contexts: [{}] }, {}, /contexts\[0\] needs a name/],
    ['contexts that are no list', { contexts: {} }, {}, /contexts must be a list/],
    ['nothing in it', '', {}, /is empty/],
  ])('%s', async (_, content, options, message) => {
    const path = await write('config', content);
    const failure = loadKubeconfig({ path, env: {}, ...options });
    await expect(failure).rejects.toThrow(KubeconfigError);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toThrow(path);
  });

  it('broken YAML, without quoting what may be a token', async () => {
    const path = await write('config', 'users: [{name: a, user: {token: "hunter2}}]\n');
    const error = await loadKubeconfig({ path, env: {} }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KubeconfigError);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2');
  });

  it.each([
    ['no source at all', { env: {} }, /set KUBECONFIG/],
    ['a KUBECONFIG of missing files', { env: { KUBECONFIG: '/nowhere/config' } }, /\/nowhere\/config/],
    ['a missing path', { path: '/nowhere/config', env: {} }, /cannot read the kubeconfig \/nowhere\/config/],
    ['not being in a pod', { inCluster: true, env: {} }, /not in a pod/],
    ['an explicit server that is no URL', { explicit: { server: 'x' }, env: {} }, /"x" is no URL/],
    [
      'an explicit key alone',
      { explicit: { server: 'https://x', keyFile: 'k' }, env: {} },
      /give both files/,
    ],
    [
      'an explicit file that is missing',
      { explicit: { server: 'https://x', caFile: '/no.crt' }, env: {} },
      /\/no\.crt/,
    ],
  ])('%s', async (_, options, message) => {
    await expect(loadKubeconfig({ home: folder, ...options })).rejects.toThrow(message);
  });

  it('a pod without a service account', async () => {
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    await expect(loadKubeconfig({ env, home: folder, serviceAccountFolder: folder })).rejects.toThrow(
      'automountServiceAccountToken',
    );
  });
});
