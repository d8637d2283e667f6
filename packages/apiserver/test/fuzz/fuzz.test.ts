import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, expectStatus } from '../conformance/expectations.ts';
import { widgetCrd } from '../conformance/widget.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';
import { startWebhookServer, type WebhookServer } from '../server/webhook-server.ts';
import { type Aim, discoverAims } from './aims.ts';
import { Random } from './random.ts';
import { type FuzzRequest, randomRequest } from './requests.ts';
import { http1Sender, http2Sender, type Sender } from './senders.ts';
import { randomVerdict, webhookConfiguration } from './webhooks.ts';

/*
 * FUZZ_REQUESTS says how many requests to try, FUZZ_SEED which ones. A run prints its seed; what comes of a request
 * depends on those before it, so a failure is had again by the whole run up to it.
 */
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 4_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const lanes = 8;
const group = 'fuzz.example.com';
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** After so many requests what the cases need is made again, where they have deleted it. */
const REPAIR_AFTER = 250;

let server: TestServer;
let webhook: WebhookServer;
/** Lanes take turns: half of them speak HTTP/1.1, half HTTP/2. */
let senders: Sender[];
beforeAll(async () => {
  server = await startTestServer();
  const random = new Random(seed + 1);
  webhook = await startWebhookServer(server.authority, (review) => randomVerdict(random, review));
  senders = [http1Sender(server, 2 * lanes), http2Sender(server)];
});
afterAll(async () => {
  for (const sender of senders) sender.close();
  await webhook.close();
  await server.close();
});

/** Makes the namespace and the CRD that most requests are about. */
async function repair(): Promise<void> {
  await server.client.create('/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'fuzz' },
  });
  await server.client.create(CRDS, widgetCrd(group));
}

/** The one 5xx that is as it has to be is that of a revision that is yet to come. */
function isWrong(status: number, { path }: FuzzRequest): boolean {
  return status >= 500 && !(status === 504 && path.includes('resourceVersion='));
}

it(
  `${requests} random and spoilt requests are answered, and none of them with a 5xx (FUZZ_SEED=${seed})`,
  async () => {
    await repair();
    const aims = await discoverAims(server.client);
    const hooks = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
    const configuration = webhookConfiguration(webhook.url, webhook.caBundle);
    expectStatus(await server.client.create(hooks, configuration), 201);
    await eventually(async () => (await server.client.get(`/apis/${group}/v1/widgets`)).status === 200);
    const widgets: Aim = {
      collection: `/apis/${group}/v1/namespaces/{namespace}/widgets`,
      subresources: ['status', 'scale'],
    };
    // Kinds that are everywhere and custom resources get half of it.
    const core = aims.filter(({ collection }) =>
      /v1\/.*(configmaps|secrets|serviceaccounts|events)$/.test(collection),
    );
    const weighted = [
      ...aims,
      ...Array.from({ length: Math.ceil(aims.length / 5) }, () => [widgets, ...core]).flat(),
    ];
    const random = new Random(seed);
    const codes = new Map<number, number>();
    const wrong: string[] = [];
    let next = 0;
    const lane = async (sender: Sender): Promise<void> => {
      while (next < requests) {
        next += 1;
        if (next % REPAIR_AFTER === 0) await repair();
        const fuzz = randomRequest(random, group, weighted);
        const { status, text } = await sender.send(fuzz).catch((cause: unknown) => {
          throw new Error(`No answer to request ${next} of seed ${seed}: ${JSON.stringify(fuzz)}`, { cause });
        });
        codes.set(status, (codes.get(status) ?? 0) + 1);
        if (isWrong(status, fuzz)) wrong.push(`request ${next}: ${status}: ${JSON.stringify(fuzz)}\n${text}`);
      }
    };
    await Promise.all(Array.from({ length: lanes / 2 }, () => senders.map(lane)).flat());
    expect(wrong.slice(0, 10)).toEqual([]);
    expect((await server.client.get('/readyz')).text).toBe('ok');
    // A run in which everything is refused at the door would prove nothing.
    expect(codes.get(200) ?? 0).toBeGreaterThan(requests / 50);
    expect(codes.get(201) ?? 0).toBeGreaterThan(requests / 100);
    expect(codes.get(422) ?? 0).toBeGreaterThan(requests / 200);
    expect(webhook.reviews.length).toBeGreaterThan(requests / 200);
  },
  60_000 + requests * 20,
);
