import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';
import { startWebhookServer, type WebhookServer } from '../server/webhook-server.ts';

const REGISTRATION = '/apis/admissionregistration.k8s.io/v1';
const MAPS = '/api/v1/namespaces/default/configmaps';

let server: TestServer;
let client: KubeClient;
let webhook: WebhookServer;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
  webhook = await startWebhookServer(server.authority, () => 'nothing');
});
afterAll(async () => {
  await webhook.close();
  await server.close();
});

async function configure(kind: string, name: string, failurePolicy = 'Fail'): Promise<void> {
  const { status, text } = await client.create(`${REGISTRATION}/${kind.toLowerCase()}webhookconfigurations`, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name },
    webhooks: [
      {
        name: `${name}.example.com`,
        clientConfig: { url: webhook.url, caBundle: webhook.caBundle },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        objectSelector: { matchLabels: { for: name } },
        failurePolicy,
      },
    ],
  });
  expect(status, text).toBe(201);
}

function create(label: string): Promise<{ status: number }> {
  const metadata = { generateName: 'a-', labels: { for: label } };
  return client.create(MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
}

async function metric(start: string): Promise<string[]> {
  const { text } = await client.get('/metrics');
  return text.split('\n').filter((line) => line.startsWith(start));
}

describe('the metrics of admission webhooks', () => {
  it('count what they permit and how long that takes', async () => {
    await configure('Mutating', 'permits');
    webhook.answer = () => ({ response: { allowed: true } });
    await create('permits');
    await create('permits');
    const labels = 'name="permits.example.com",type="admit",operation="CREATE"';
    expect(await metric('apiserver_admission_webhook_request_total')).toEqual([
      `apiserver_admission_webhook_request_total{${labels},code="200",rejected="false"} 2`,
    ]);
    const durations = await metric('apiserver_admission_webhook_admission_duration_seconds');
    expect(durations).toHaveLength(11);
    expect(durations.at(8)).toContain('le="+Inf"} 2');
    expect(durations.at(-1)).toBe(
      `apiserver_admission_webhook_admission_duration_seconds_count{${labels},rejected="false"} 2`,
    );
  });

  it('count what they refuse, by the code that they give', async () => {
    await configure('Validating', 'refuses');
    webhook.answer = () => ({ response: { allowed: false, status: { code: 418 } } });
    expect((await create('refuses')).status).toBe(418);
    expect(await metric('apiserver_admission_webhook_rejection_count{name="refuses')).toEqual([
      'apiserver_admission_webhook_rejection_count{name="refuses.example.com",type="validating",' +
        'operation="CREATE",error_type="no_error",rejection_code="418"} 1',
    ]);
  });

  it('tell those that can not be asked from those that say no, and those that are ignored', async () => {
    await configure('Validating', 'fails');
    await configure('Validating', 'ignored', 'Ignore');
    webhook.answer = () => ({ status: 200, text: 'no JSON' });
    expect((await create('fails')).status).toBe(500);
    expect((await create('ignored')).status).toBe(201);
    expect(await metric('apiserver_admission_webhook_rejection_count{name="fails')).toEqual([
      'apiserver_admission_webhook_rejection_count{name="fails.example.com",type="validating",' +
        'operation="CREATE",error_type="calling_webhook_error",rejection_code="503"} 1',
    ]);
    expect(await metric('apiserver_admission_webhook_fail_open_count')).toEqual([
      'apiserver_admission_webhook_fail_open_count{name="ignored.example.com",type="validating"} 1',
    ]);
    expect(await metric('apiserver_admission_webhook_rejection_count{name="ignored')).toEqual([]);
  });
});
