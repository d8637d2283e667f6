import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';
import { startWebhookServer, type WebhookServer } from '../server/webhook-server.ts';

const VALIDATING = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const MAPS = '/api/v1/namespaces/default/configmaps';

let server: TestServer;
let ann: KubeClient;
let webhook: WebhookServer;
beforeAll(async () => {
  server = await startTestServer();
  ann = await server.as('CN=ann');
  const rules = [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'update'] },
    { apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: ['web'], verbs: ['patch'] },
  ];
  const typed = (kind: string, more: object) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'ann' },
    ...more,
  });
  await server.client.create(`${RBAC}/namespaces/default/roles`, typed('Role', { rules }));
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'ann' };
  const subjects = [
    { kind: 'User', name: 'ann', apiGroup: 'rbac.authorization.k8s.io' },
    { kind: 'ServiceAccount', name: 'robot', namespace: 'default' },
  ];
  await server.client.create(
    `${RBAC}/namespaces/default/rolebindings`,
    typed('RoleBinding', { roleRef, subjects }),
  );
});
afterAll(() => server.close());
beforeEach(async () => {
  webhook = await startWebhookServer(server.authority, () => ({
    response: { allowed: false, status: { message: 'asked' } },
  }));
});
afterEach(async () => {
  await server.client.delete(`${VALIDATING}/v`);
  await webhook.close();
});

async function configure(...expressions: string[]) {
  return server.client.create(VALIDATING, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'v' },
    webhooks: [
      {
        name: 'check.example.com',
        clientConfig: { url: webhook.url, caBundle: webhook.caBundle },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        matchConditions: expressions.map((expression, index) => ({ name: `c${index}`, expression })),
      },
    ],
  });
}

const create = (client: KubeClient) =>
  client.create(`${MAPS}?dryRun=All`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });

describe('a condition that asks what the user may do', () => {
  it.each([
    'authorizer.requestResource.check("update").allowed()',
    '!authorizer.requestResource.check("delete").allowed()',
    'authorizer.group("").resource("configmaps").namespace("default").check("create").allowed()',
    '!authorizer.group("").resource("configmaps").check("create").allowed()',
    'authorizer.group("apps").resource("deployments").subresource("scale").namespace("default").name("web").check("patch").allowed()',
    '!authorizer.group("apps").resource("deployments").subresource("scale").namespace("default").name("db").check("patch").allowed()',
    'authorizer.group("").resource("configmaps").namespace("default").labelSelector("a=b").fieldSelector("metadata.name=a").check("create").allowed()',
    '!authorizer.path("/metrics").check("get").allowed() && authorizer.path("/livez").check("get").errored() == false',
    'authorizer.serviceAccount("default", "robot").requestResource.check("update").allowed()',
    '!authorizer.serviceAccount("default", "other").requestResource.check("update").allowed()',
    'authorizer.requestResource.check("create").reason().startsWith("RBAC: allowed by RoleBinding \\"ann/default\\"")',
    'authorizer.requestResource.check("create").error() == ""',
  ])('knows that %s', async (expression) => {
    expect((await configure(expression)).status).toBe(201);
    const { status, failure } = await create(ann);
    expect([status, failure.message]).toEqual([
      400,
      'admission webhook "check.example.com" denied the request: asked',
    ]);
  });

  it('knows that an administrator may do everything, and spares them the webhook', async () => {
    await configure('!authorizer.group("").resource("nodes").check("*").allowed()');
    expect((await create(server.client)).status).toBe(201);
    expect((await create(ann)).status).toBe(400);
  });

  it('fails the request when it asks for a ServiceAccount that there can not be', async () => {
    await configure('authorizer.serviceAccount("No Namespace", "a").requestResource.check("get").allowed()');
    const { status, failure } = await create(ann);
    expect(status).toBe(403);
    expect(failure.message).toContain('Invalid service account namespace');
  });

  it('may ask seven times, and no more, for one request', async () => {
    const ask = 'authorizer.requestResource.check("get").allowed()';
    await configure(Array.from({ length: 7 }, () => `!${ask}`).join(' && '));
    expect((await create(ann)).status).toBe(400);
    await server.client.delete(`${VALIDATING}/v`);
    await configure(Array.from({ length: 8 }, () => `!${ask}`).join(' && '));
    const { status, failure } = await create(ann);
    expect(status).toBe(403);
    expect(failure.message).toContain('running out of cost budget');
  });

  it.each([
    'authorizer.allowed()',
    'authorizer.group(1).resource("a").check("get").allowed()',
    'authorizer.nope',
  ])('is refused with the configuration when it makes no sense: %s', async (expression) => {
    expect((await configure(expression)).status).toBe(422);
  });
});
