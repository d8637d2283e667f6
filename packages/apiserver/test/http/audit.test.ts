import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const SECRETS = '/api/v1/namespaces/default/secrets';

let folder: string;
let auditLog: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-test-'));
  auditLog = join(folder, 'audit.log');
  server = await startTestServer({ auditLog });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** The events of the request that was answered with these headers, once there are as many. */
function events({ headers }: { headers: Record<string, unknown> }, count = 1): Promise<object[]> {
  return vi.waitFor(async () => {
    const lines = (await readFile(auditLog, 'utf8')).trim().split('\n');
    const found = lines
      .map((line) => JSON.parse(line))
      .filter(({ auditID }) => auditID === headers['audit-id']);
    expect(found).toHaveLength(count);
    return found;
  }, 30_000);
}

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { generateName: 's-' },
  stringData: { a: 'sesame' },
};

describe('the audit log', () => {
  it('tells who did what with which object, when, and who let them', async () => {
    const answer = await server.client.create(SECRETS, secret, { 'user-agent': 'test/1' });
    const { name, uid, resourceVersion } = answer.object.metadata;
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(await events(answer)).toEqual([
      {
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'Metadata',
        auditID: answer.headers['audit-id'],
        stage: 'ResponseComplete',
        requestURI: SECRETS,
        verb: 'create',
        user: { username: 'admin', groups: ['system:masters', 'system:authenticated'] },
        sourceIPs: ['127.0.0.1'],
        userAgent: 'test/1',
        objectRef: {
          resource: 'secrets',
          namespace: 'default',
          name,
          uid,
          resourceVersion,
          apiVersion: 'v1',
        },
        responseStatus: { metadata: {}, code: 201 },
        requestReceivedTimestamp: time,
        stageTimestamp: time,
        annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
      },
    ]);
  });

  it('tells whom a request was refused, and why', async () => {
    const ada = await server.as('CN=ada');
    const message = expect.stringContaining('User "ada" cannot list resource "secrets"');
    expect(await events(await ada.get(SECRETS))).toMatchObject([
      {
        verb: 'list',
        user: { username: 'ada' },
        responseStatus: { status: 'Failure', reason: 'Forbidden', code: 403, message },
        annotations: { 'authorization.k8s.io/decision': 'forbid' },
      },
    ]);
    expect(await events(await server.anonymous.get(SECRETS))).toMatchObject([
      { responseStatus: { reason: 'Unauthorized', code: 401 } },
    ]);
  });

  it('tells in whose name a request was made', async () => {
    expect(await events(await server.client.get(SECRETS, { 'Impersonate-User': 'bob' }))).toMatchObject([
      { user: { username: 'admin' }, impersonatedUser: { username: 'bob' } },
    ]);
  });

  it('tells of a watch when it begins and when it ends', async () => {
    const answer = await server.client.get(`${SECRETS}?watch=1&timeoutSeconds=1`);
    expect(await events(answer, 2)).toMatchObject([
      { verb: 'watch', stage: 'ResponseStarted' },
      { verb: 'watch', stage: 'ResponseComplete' },
    ]);
  });

  it('has nothing of what Secrets hold, and no token', async () => {
    const tokenRequest = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    const path = '/api/v1/namespaces/default/serviceaccounts/default/token';
    const { token } = (await server.client.create(path, tokenRequest)).object['status'] as { token: string };
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
    await server.client.create('/apis/authentication.k8s.io/v1/tokenreviews', review);
    await server.client.create(SECRETS, { ...secret, type: 'sesame/\u0000' });
    await server.client.create(SECRETS, { ...secret, data: { a: 'sesame!' } });
    await server.anonymous.get('/api', { authorization: `Bearer ${token}` });
    await events(await server.client.get(SECRETS));
    const log = await readFile(auditLog, 'utf8');
    for (const one of ['sesame', Buffer.from('sesame').toString('base64'), token.split('.')[2]]) {
      expect(log).not.toContain(one);
    }
  });
});
