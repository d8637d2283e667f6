import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, expectStatus } from '../conformance/expectations.ts';
import { widgetCrd } from '../conformance/widget.ts';
import { ADMIN_TOKEN, startTestServer, type TestServer } from '../server/test-server.ts';
import { Random } from './random.ts';
import { type Aim, type FuzzRequest, randomRequest } from './requests.ts';

/*
 * FUZZ_REQUESTS says how many requests to try, FUZZ_SEED which ones. A run prints its seed; what comes of a request
 * depends on those before it, so a failure is had again by the whole run up to it.
 */
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 4_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const lanes = 8;
const group = 'fuzz.example.com';
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** How long a watch is listened to. */
const WATCH_MS = 5;
/** After so many requests what the cases need is made again, where they have deleted it. */
const REPAIR_AFTER = 250;

let server: TestServer;
let agent: Agent;
beforeAll(async () => {
  server = await startTestServer();
  agent = new Agent({ keepAlive: true, ca: server.authority.cert, maxSockets: 2 * lanes });
});
afterAll(async () => {
  agent.destroy();
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

/** Everything that discovery names, except what would turn writes over to webhooks that there aren't. */
async function discoverAims(): Promise<Aim[]> {
  const groups = expectStatus(await server.client.get('/apis'), 200)['groups'] as {
    versions: { groupVersion: string }[];
  }[];
  const roots = [
    '/api/v1',
    ...groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => `/apis/${groupVersion}`)),
  ];
  const aims: Aim[] = [];
  for (const root of roots) {
    const resources = (await server.client.get(root)).object['resources'] as {
      name: string;
      namespaced: boolean;
    }[];
    const plain = resources.filter(
      ({ name }) => !name.includes('/') && !name.endsWith('webhookconfigurations'),
    );
    for (const { name, namespaced } of plain) {
      const parts = resources
        .filter((one) => one.name.startsWith(`${name}/`))
        .map((one) => one.name.split('/')[1] ?? '');
      aims.push({
        collection: `${root}${namespaced ? '/namespaces/{namespace}' : ''}/${name}`,
        subresources: parts,
      });
    }
  }
  return aims;
}

/** Answers the code, and the body of a failure. */
async function send({ method, path, headers, body }: FuzzRequest): Promise<{ status: number; text: string }> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const call = request(`${server.url}${path}`, {
    method: method === 'CONNECTX' ? 'PROPFIND' : method,
    agent,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers, ...length },
  });
  call.end(body);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  const status = answer.statusCode ?? 0;
  if (status === 200 && /[?&]watch/.test(path)) {
    // A watch goes on until its client leaves.
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    answer.on('error', () => undefined).destroy();
    return { status, text: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return { status, text: status >= 400 ? Buffer.concat(chunks).toString() : '' };
}

/** The one 5xx that is as it has to be is that of a revision that is yet to come. */
function isWrong(status: number, { path }: FuzzRequest): boolean {
  return status >= 500 && !(status === 504 && path.includes('resourceVersion='));
}

it(
  `${requests} random and spoilt requests are answered, and none of them with a 5xx (FUZZ_SEED=${seed})`,
  async () => {
    await repair();
    const aims = await discoverAims();
    await eventually(async () => (await server.client.get(`/apis/${group}/v1/widgets`)).status === 200);
    const widgets: Aim = {
      collection: `/apis/${group}/v1/namespaces/{namespace}/widgets`,
      subresources: ['status', 'scale'],
    };
    // Kinds that are everywhere and custom resources get half of it.
    const core = ['configmaps', 'secrets', 'serviceaccounts', 'events'].map((plural) => ({
      collection: `/api/v1/namespaces/{namespace}/${plural}`,
      subresources: [],
    }));
    const weighted = [
      ...aims,
      ...Array.from({ length: Math.ceil(aims.length / 5) }, () => [widgets, ...core]).flat(),
    ];
    const random = new Random(seed);
    const codes = new Map<number, number>();
    const wrong: string[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < requests) {
        next += 1;
        if (next % REPAIR_AFTER === 0) await repair();
        const fuzz = randomRequest(random, group, weighted);
        const { status, text } = await send(fuzz).catch((cause: unknown) => {
          throw new Error(`No answer to request ${next} of seed ${seed}: ${JSON.stringify(fuzz)}`, { cause });
        });
        codes.set(status, (codes.get(status) ?? 0) + 1);
        if (isWrong(status, fuzz)) wrong.push(`request ${next}: ${status}: ${JSON.stringify(fuzz)}\n${text}`);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    expect(wrong.slice(0, 10)).toEqual([]);
    expect((await server.client.get('/readyz')).text).toBe('ok');
    // A run in which everything is refused at the door would prove nothing.
    expect(codes.get(200) ?? 0).toBeGreaterThan(requests / 50);
    expect(codes.get(422) ?? 0).toBeGreaterThan(requests / 200);
  },
  60_000 + requests * 20,
);
