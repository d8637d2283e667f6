import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KubeClient, Answer as Received } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';
import { type Answer, startWebhookServer, type WebhookServer } from '../server/webhook-server.ts';

/*
 * Whatever somebody does with a Secret, and however it goes wrong, what it holds is in no log: neither in the audit log
 * nor in the server's own.
 */

const SECRETS = '/api/v1/namespaces/default/secrets';
const HOOKS = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
const CONTENT = 'open-sesame';
const base64 = (text: string) => Buffer.from(text).toString('base64');

let folder: string;
let auditLog: string;
let ownLog = '';
let server: TestServer;
let webhook: WebhookServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'confidential-test-'));
  auditLog = join(folder, 'audit.log');
  const keep = (line: string): void => {
    ownLog += line;
  };
  const logger = pino({ level: 'trace' }, { write: keep });
  server = await startTestServer({ auditLog, logger });
  webhook = await startWebhookServer(server.authority, () => ({ response: { allowed: true } }));
});
afterAll(async () => {
  await webhook.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const secret = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  stringData: { a: CONTENT },
  ...more,
});

/** All lines, once the one of that answer is among them. */
async function auditLines({ headers }: Received): Promise<string> {
  return vi.waitFor(async () => {
    const text = await readFile(auditLog, 'utf8');
    expect(text).toContain(headers['audit-id']);
    return text;
  });
}

async function expectSilence(): Promise<void> {
  const lines = [ownLog, await auditLines(await server.client.get(SECRETS))].join('\n').split('\n');
  for (const told of [CONTENT, base64(CONTENT), CONTENT.slice(0, 8)]) {
    expect(lines.filter((line) => line.includes(told))).toEqual([]);
  }
}

afterEach(expectSilence);

describe('what a Secret holds is in no log', () => {
  const yaml = `apiVersion: v1\nkind: Secret\nmetadata: {name: y}\nstringData: {a: ${CONTENT}, a: ${CONTENT}}\n`;
  const type = (kind: string) => ({ 'content-type': `application/${kind}` });

  it.each<[string, (client: KubeClient) => Promise<Received>]>([
    ['create', (client) => client.create(SECRETS, secret('a'))],
    ['create, for a rehearsal', (client) => client.create(`${SECRETS}?dryRun=All`, secret('b'))],
    ['create a second time', (client) => client.create(SECRETS, secret('a'))],
    ['create in YAML', (client) => client.send('POST', SECRETS, yaml, type('yaml'))],
    [
      'create strictly',
      (client) => client.send('POST', `${SECRETS}?fieldValidation=Strict`, yaml, type('yaml')),
    ],
    ['create, cut off', (client) => client.send('POST', SECRETS, `{"a": ${CONTENT}`, type('json'))],
    ['create in bytes', (client) => client.send('POST', SECRETS, CONTENT, type('vnd.kubernetes.protobuf'))],
    [
      'create, invalid',
      (client) => client.create(SECRETS, secret('c', { type: CONTENT, data: { '/': CONTENT } })),
    ],
    ['update', (client) => client.update(`${SECRETS}/a`, secret('a', { immutable: true }))],
    [
      'update what is immutable',
      (client) => client.update(`${SECRETS}/a`, secret('a', { data: { b: CONTENT } })),
    ],
    ['merge', (client) => client.patch(`${SECRETS}/a`, { stringData: { a: CONTENT } })],
    ['merge strategically', (client) => client.patch(`${SECRETS}/a`, { data: [CONTENT] }, 'strategic-merge')],
    [
      'patch with a failing test',
      (client) => client.patch(`${SECRETS}/a`, [{ op: 'test', path: '/data/a', value: CONTENT }], 'json'),
    ],
    ['apply', (client) => client.apply(`${SECRETS}/d`, secret('d'), 'me')],
    ['apply with a conflict', (client) => client.apply(`${SECRETS}/a`, secret('a'), 'other')],
    ['get', (client) => client.get(`${SECRETS}/a`)],
    ['get in a form that there is not', (client) => client.get(`${SECRETS}/a`, { accept: 'text/csv' })],
    ['list', (client) => client.get(SECRETS)],
    [
      'list as a table',
      (client) => client.get(SECRETS, { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' }),
    ],
    ['watch', (client) => client.get(`${SECRETS}?watch=1&timeoutSeconds=1`)],
    ['delete', (client) => client.delete(`${SECRETS}/a`)],
    ['delete all', (client) => client.delete(SECRETS)],
  ])('%s', async (_what, act) => {
    await act(server.client);
  });
});

describe('what a Secret holds is in no log when a webhook', () => {
  const patch = (text: string): Answer => ({
    response: { allowed: true, patchType: 'JSONPatch', patch: base64(text) },
  });
  const answers: [string, Answer | 'gone'][] = [
    [
      'forbids it and quotes it',
      { response: { allowed: false, status: { reason: 'Forbidden', code: 403, message: CONTENT } } },
    ],
    [
      'denies it and quotes it',
      { response: { allowed: false, status: { reason: CONTENT, message: CONTENT } } },
    ],
    ['fails and quotes it', { status: 500, text: CONTENT }],
    ['answers no JSON', { status: 200, text: CONTENT }],
    ['answers another review', { raw: { apiVersion: CONTENT, kind: CONTENT, response: {} } }],
    ['answers for another request', { response: { uid: CONTENT, allowed: true } }],
    ['wants a patch of another type', { response: { allowed: true, patchType: CONTENT, patch: CONTENT } }],
    ['wants a patch that is no JSON', patch(CONTENT)],
    ['wants a patch that fails', patch(JSON.stringify([{ op: 'test', path: '/data/a', value: CONTENT }]))],
    ['wants a patch of an unknown operation', patch(JSON.stringify([{ op: CONTENT, path: `/${CONTENT}` }]))],
    ['wants something else', patch(JSON.stringify([{ op: 'add', path: '/data', value: CONTENT }]))],
    ['warns with it', { response: { allowed: true, warnings: [CONTENT] } }],
    ['is gone', 'gone'],
  ];

  beforeEach(async () => {
    webhook.answer = () => ({ response: { allowed: true } });
  });

  describe.each(['Fail', 'Ignore'])('(failurePolicy %s)', (failurePolicy) => {
    beforeAll(async () => {
      const rule = { apiGroups: [''], apiVersions: ['v1'], resources: ['secrets'], operations: ['*'] };
      const config = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        metadata: { name: 'quoting' },
        webhooks: [
          {
            name: 'quoting.example.com',
            clientConfig: { url: webhook.url, caBundle: webhook.caBundle },
            rules: [rule],
            failurePolicy,
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
          },
        ],
      };
      expect((await server.client.create(HOOKS, config)).status).toBe(201);
    });
    afterAll(() => server.client.delete(`${HOOKS}/quoting`));

    it.each(answers)('%s', async (_what, answer) => {
      const before = webhook.reviews.length;
      if (answer === 'gone') await webhook.close();
      else webhook.answer = () => answer;
      await server.client.create(SECRETS, secret(`w-${before}`));
      await server.client.create(`${SECRETS}?dryRun=All`, secret(`x-${before}`));
      if (answer === 'gone') await webhook.reopen();
      else expect(webhook.reviews.length).toBeGreaterThan(before);
    });
  });
});

describe('the audit log', () => {
  it('tells who tried in vain to act in the name of another', async () => {
    const ada = await server.as('CN=ada');
    const refused = await ada.get(SECRETS, { 'Impersonate-User': 'bob' });
    expect(refused.status).toBe(403);
    const line = (await auditLines(refused))
      .split('\n')
      .find((one) => one.includes(String(refused.headers['audit-id'])));
    const event: Record<string, unknown> = JSON.parse(line ?? '');
    expect(event).toMatchObject({
      user: { username: 'ada' },
      responseStatus: { code: 403, message: expect.stringContaining('User "ada" cannot impersonate') },
    });
    expect(event).not.toHaveProperty('impersonatedUser');
  });
});
