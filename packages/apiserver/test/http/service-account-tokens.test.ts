import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts';
const SECRETS = '/api/v1/namespaces/default/secrets';
const WHOAMI = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const ROOT_CA = '-----BEGIN CERTIFICATE-----\nnot really\n-----END CERTIFICATE-----\n';

let server: TestServer;
let admin: KubeClient;
beforeAll(async () => {
  server = await startTestServer({ rootCa: ROOT_CA });
  admin = server.client;
});
afterAll(() => server.close());

const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
const request = (spec: object = {}) => ({
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'TokenRequest',
  spec,
});

async function createAccount(name: string): Promise<string> {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } };
  return (await admin.create(ACCOUNTS, account)).object.metadata.uid ?? '';
}

async function issue(name: string, spec: object = {}): Promise<string> {
  const { object } = await admin.create(`${ACCOUNTS}/${name}/token`, request(spec));
  return (object['status'] as { token: string }).token;
}

/** Who the server takes the holder of a token for. */
async function whoami(token: string): Promise<{ status: number; userInfo?: Record<string, unknown> }> {
  const { status, object } = await server.anonymous.create(WHOAMI, review, {
    authorization: `Bearer ${token}`,
  });
  return { status, ...(object['status'] as object) };
}

function headOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('a token of a ServiceAccount', () => {
  it('says whose it is, in the groups of its kind, its namespace and everybody who is known', async () => {
    const uid = await createAccount('robot');
    const token = await issue('robot');
    const { status, userInfo } = await whoami(token);
    expect(status).toBe(201);
    expect(userInfo).toEqual({
      username: 'system:serviceaccount:default:robot',
      uid,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${claimsOf(token)['jti']}`] },
    });
  });

  it('is good for an hour unless something else is asked for', async () => {
    await createAccount('hourly');
    const { exp, iat, aud, iss, sub } = claimsOf(await issue('hourly')) as Record<string, number>;
    expect([Number(exp) - Number(iat), aud, iss, sub]).toEqual([
      3600,
      [ISSUER],
      ISSUER,
      'system:serviceaccount:default:hourly',
    ]);
    const day = claimsOf(await issue('hourly', { expirationSeconds: 86_400 }));
    expect(Number(day['exp']) - Number(day['iat'])).toBe(86_400);
  });

  it.each([
    [{ expirationSeconds: 599 }, 422, 'may not specify a duration less than 10 minutes'],
    [{ expirationSeconds: 2 ** 32 + 1 }, 422, 'may not specify a duration larger than 2^32 seconds'],
    [{ boundObjectRef: { kind: 'ConfigMap', apiVersion: 'v1', name: 'n' } }, 400, 'Kind=ConfigMap'],
    [{ boundObjectRef: { kind: 'Pod', apiVersion: 'v2', name: 'n' } }, 400, 'v2, Kind=Pod'],
    [{ boundObjectRef: { kind: 'Node', apiVersion: 'v1', name: 'n' } }, 404, 'nodes "n" not found'],
    [
      { boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 'ghost' } },
      404,
      'secrets "ghost" not found',
    ],
  ])('is refused for %o', async (spec, code, message) => {
    const { status, failure } = await admin.create(`${ACCOUNTS}/default/token`, request(spec));
    expect([status, failure.message]).toEqual([code, expect.stringContaining(message)]);
  });

  it('is not issued for an account that is not there', async () => {
    const { status, failure } = await admin.create(`${ACCOUNTS}/ghost/token`, request());
    expect([status, failure.message]).toEqual([404, 'serviceaccounts "ghost" not found']);
  });

  it('ends with its account, even when another one takes the name', async () => {
    await createAccount('mortal');
    const token = await issue('mortal');
    expect((await whoami(token)).status).toBe(201);
    await admin.delete(`${ACCOUNTS}/mortal`);
    expect((await whoami(token)).status).toBe(401);
    await createAccount('mortal');
    expect((await whoami(token)).status).toBe(401);
  });

  it('ends with the Secret that it is bound to', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'bond' } };
    const { uid } = (await admin.create(SECRETS, secret)).object.metadata;
    const ref = { kind: 'Secret', apiVersion: 'v1', name: 'bond' };
    const other = await admin.create(
      `${ACCOUNTS}/default/token`,
      request({ boundObjectRef: { ...ref, uid: 'other' } }),
    );
    expect(other.status).toBe(409);
    const token = await issue('default', { boundObjectRef: { ...ref, uid } });
    expect((await whoami(token)).status).toBe(201);
    await admin.delete(`${SECRETS}/bond`);
    expect((await whoami(token)).status).toBe(401);
  });

  it('ends with the Node that it is bound to, and says which one', async () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker' } };
    const { uid } = (await admin.create('/api/v1/nodes', node)).object.metadata;
    const token = await issue('default', {
      boundObjectRef: { kind: 'Node', apiVersion: 'v1', name: 'worker' },
    });
    expect((await whoami(token)).userInfo).toMatchObject({
      extra: {
        'authentication.kubernetes.io/node-name': ['worker'],
        'authentication.kubernetes.io/node-uid': [uid],
      },
    });
    await admin.delete('/api/v1/nodes/worker');
    expect((await whoami(token)).status).toBe(401);
    await admin.create('/api/v1/nodes', node);
    expect((await whoami(token)).status).toBe(401);
    await admin.delete('/api/v1/nodes/worker');
  });

  it('is for a Pod of its account alone, and ends with that', async () => {
    await createAccount('runner');
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'run' },
      spec: { serviceAccountName: 'runner', containers: [{ name: 'a', image: 'b' }] },
    };
    const pods = '/api/v1/namespaces/default/pods';
    expect((await admin.create(pods, pod)).status).toBe(201);
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'run' };
    const other = await admin.create(`${ACCOUNTS}/default/token`, request({ boundObjectRef }));
    expect([other.status, other.failure.message]).toEqual([
      400,
      'cannot bind token for serviceaccount "default" to pod running with different serviceaccount name.',
    ]);
    const token = await issue('runner', { boundObjectRef });
    expect((await whoami(token)).userInfo).toMatchObject({
      extra: { 'authentication.kubernetes.io/pod-name': ['run'] },
    });
    await admin.delete(`${pods}/run`);
    expect((await whoami(token)).status).toBe(401);
  });

  it('for another audience is none for this server', async () => {
    const token = await issue('default', { audiences: ['vault'] });
    expect((await whoami(token)).status).toBe(401);
  });

  it.each([
    ['whose signature is changed', (token: string) => token.replace(/.{8}$/, 'AAAAAAAA')],
    [
      'whose claims are changed',
      (token: string) => {
        const [head, , signature] = token.split('.');
        const claims = { ...claimsOf(token), sub: 'system:serviceaccount:kube-system:default' };
        return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
      },
    ],
    [
      'without a signature',
      (token: string) => {
        const head = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
        return `${head}.${token.split('.')[1]}.`;
      },
    ],
    [
      'signed with the public key as a secret',
      (token: string) => {
        const head = Buffer.from(JSON.stringify({ alg: 'HS256' })).toString('base64url');
        return `${head}.${token.split('.')[1]}.AAAA`;
      },
    ],
    ['that is no token at all', () => 'a.b.c'],
  ])('%s is refused', async (_what, change) => {
    expect((await whoami(change(await issue('default')))).status).toBe(401);
  });

  it('is good after a restart of the server, whose key only its owner can read', async () => {
    const token = await issue('default');
    await server.restart();
    expect((await whoami(token)).status).toBe(201);
    expect(statSync(join(server.dataDir, 'service-account.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(server.dataDir, 'service-account.key'), 'utf8')).toContain('PRIVATE KEY');
  });

  it('stays good while its key is kept beside a new one, and no longer', async () => {
    const key = join(server.dataDir, 'service-account.key');
    const kept = join(server.dataDir, 'service-account-2026.key');
    const early = await issue('default');
    renameSync(key, kept);
    await server.restart();
    const late = await issue('default');
    expect([(await whoami(early)).status, (await whoami(late)).status]).toEqual([201, 201]);
    const { keys } = JSON.parse((await admin.get('/openid/v1/jwks')).text) as JSONWebKeySet;
    expect(keys.map(({ kid }) => kid)).toEqual([headOf(late)['kid'], headOf(early)['kid']]);
    expect(keys.every((one) => !('d' in one))).toBe(true);
    rmSync(kept);
    await server.restart();
    expect([(await whoami(early)).status, (await whoami(late)).status]).toEqual([401, 201]);
  });

  it('can be checked by others with the published keys', async () => {
    const token = await issue('default');
    const headers = { authorization: `Bearer ${token}` };
    const { object } = await server.anonymous.get('/.well-known/openid-configuration', headers);
    expect(object).toMatchObject({ issuer: ISSUER, jwks_uri: `${server.url}/openid/v1/jwks` });
    const keys = await server.anonymous.get('/openid/v1/jwks', headers);
    for (const path of ['/openid/v1/jwks/', '/.well-known/openid-configuration/']) {
      expect((await server.anonymous.get(path, headers)).status).toBe(200);
    }
    const set = createLocalJWKSet(JSON.parse(keys.text) as JSONWebKeySet);
    const { payload } = await jwtVerify(token, set, { issuer: ISSUER, audience: ISSUER });
    expect(payload.sub).toBe('system:serviceaccount:default:default');
    expect(keys.text).not.toContain('"d"');
  });
});

describe('a TokenReview', () => {
  const ask = async (spec: object) => {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec };
    const { object } = await admin.create('/apis/authentication.k8s.io/v1/tokenreviews', body);
    return object['status'] as Record<string, unknown>;
  };

  it('tells whose token it is, and for which of the audiences', async () => {
    const token = await issue('default', { audiences: ['vault', ISSUER] });
    expect(await ask({ token })).toMatchObject({
      authenticated: true,
      user: { username: 'system:serviceaccount:default:default' },
      audiences: [ISSUER],
    });
    expect(await ask({ token, audiences: ['vault', 'other'] })).toMatchObject({ audiences: ['vault'] });
    expect(await ask({ token, audiences: ['other'] })).toMatchObject({ authenticated: false });
  });

  it('knows nobody by a wrong token', async () => {
    expect(await ask({ token: 'wrong' })).toMatchObject({ authenticated: false });
  });
});

describe('a Secret for a token', () => {
  const secret = (name: string, account: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, annotations: { 'kubernetes.io/service-account.name': account } },
    type: 'kubernetes.io/service-account-token',
  });
  const dataOf = async (name: string) =>
    ((await admin.get(`${SECRETS}/${name}`)).object['data'] ?? {}) as Record<string, string>;
  const decoded = (text = '') => Buffer.from(text, 'base64').toString();

  it('is filled with one that does not expire, and that ends when it is taken out', async () => {
    const uid = await createAccount('lasting');
    await admin.create(SECRETS, secret('lasting', 'lasting'));
    await expect.poll(() => dataOf('lasting')).toHaveProperty('token');
    const data = await dataOf('lasting');
    expect([decoded(data['namespace']), decoded(data['ca.crt'])]).toEqual(['default', ROOT_CA]);
    const token = decoded(data['token']);
    expect((await whoami(token)).userInfo).toMatchObject({
      username: 'system:serviceaccount:default:lasting',
      uid,
    });
    expect(claimsOf(token)).not.toHaveProperty('exp');
    await admin.patch(`${SECRETS}/lasting`, { data: { token: null } });
    await expect.poll(() => dataOf('lasting')).toHaveProperty('token');
    await admin.delete(`${SECRETS}/lasting`);
    expect((await whoami(token)).status).toBe(401);
  });

  it('names its account, and goes with it', async () => {
    const { status, failure } = await admin.create(SECRETS, {
      ...secret('nameless', ''),
      metadata: { name: 'nameless' },
    });
    expect([status, failure.message]).toEqual([
      422,
      'Secret "nameless" is invalid: metadata.annotations[kubernetes.io/service-account.name]: Required value',
    ]);
    await createAccount('fleeting');
    await admin.create(SECRETS, secret('fleeting', 'fleeting'));
    await expect.poll(() => dataOf('fleeting')).toHaveProperty('token');
    await admin.delete(`${ACCOUNTS}/fleeting`);
    await expect.poll(async () => (await admin.get(`${SECRETS}/fleeting`)).status).toBe(404);
    await admin.create(SECRETS, secret('orphan', 'fleeting'));
    await expect.poll(async () => (await admin.get(`${SECRETS}/orphan`)).status).toBe(404);
  });
});

describe('a namespace', () => {
  it('has an account and the authority of the server from its start, and gets them back', async () => {
    await admin.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'new' },
    });
    const account = '/api/v1/namespaces/new/serviceaccounts/default';
    const rootCa = '/api/v1/namespaces/new/configmaps/kube-root-ca.crt';
    const isThere = async (path: string) => (await admin.get(path)).status === 200;
    await expect.poll(() => isThere(account)).toBe(true);
    await expect.poll(() => isThere(rootCa)).toBe(true);
    await admin.delete(account);
    await admin.patch(rootCa, { data: { 'ca.crt': 'other' } });
    await expect.poll(() => isThere(account)).toBe(true);
    await expect.poll(async () => (await admin.get(rootCa)).object['data']).toEqual({ 'ca.crt': ROOT_CA });
    await admin.delete('/api/v1/namespaces/new');
    await expect.poll(async () => (await admin.get('/api/v1/namespaces/new')).status).toBe(404);
  });
});
