import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import {
  KubernetesApiError,
  type KubernetesClient,
  type KubernetesObject,
  type Resource,
} from '@sluice/controller-runtime';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inSecret, isGood } from './certificate-store.ts';
import { ConversionWebhook, type ConversionWebhookOptions } from './conversion-webhook.ts';
import { issueCertificate } from './issue-certificate.ts';

interface Stored extends KubernetesObject {
  readonly spec?: { readonly conversion: { readonly webhook: { readonly clientConfig: ClientConfig } } };
  readonly data?: Readonly<Record<string, string>>;
}
interface ClientConfig {
  readonly url?: string;
  readonly caBundle?: string;
}

/** A cluster with a CRD, as far as a webhook sees it. */
class Objects {
  readonly objects = new Map<string, Stored>();
  versions = 0;

  constructor(clientConfig?: object) {
    if (!clientConfig) return;
    const spec = { conversion: { webhook: { clientConfig } } };
    this.#put('customresourcedefinitions', { metadata: { name: crd }, spec } as Stored);
  }

  get clientConfig(): ClientConfig {
    return this.objects.get(`customresourcedefinitions ${crd}`)?.spec?.conversion.webhook.clientConfig ?? {};
  }

  get client(): KubernetesClient {
    const find = (plural: string, name: string) => {
      const found = this.objects.get(`${plural} ${name}`);
      if (!found) throw new KubernetesApiError({ status: 404, reason: 'NotFound', message: 'not found' });
      return found;
    };
    const client: Partial<KubernetesClient> = {
      get: async <T>({ plural }: Resource, _namespace: string | undefined, name: string) =>
        find(plural, name) as T,
      create: async <T>({ plural }: Resource, object: T) => {
        const stored = object as Stored;
        if (this.objects.has(`${plural} ${stored.metadata.name}`)) {
          throw new KubernetesApiError({ status: 409, reason: 'AlreadyExists', message: 'exists' });
        }
        return this.#put(plural, stored) as T;
      },
      patchMerge: async <T>({ plural }: Resource, _: string | undefined, name: string, patch: object) => {
        const known = find(plural, name);
        const version = (patch as Stored).metadata?.resourceVersion;
        if (version !== undefined && version !== known.metadata.resourceVersion) {
          throw new KubernetesApiError({ status: 409, reason: 'Conflict', message: 'conflict' });
        }
        return this.#put(plural, merged(known, patch) as Stored) as T;
      },
    };
    return client as KubernetesClient;
  }

  #put(plural: string, object: Stored): Stored {
    const resourceVersion = String(++this.versions);
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion } };
    this.objects.set(`${plural} ${object.metadata.name}`, stored);
    return stored;
  }
}

const crd = 'konnectgatewaycontrolplanes.konnect.konghq.com';
const service = { service: { namespace: 'sluice-system', name: 'webhook', path: '/convert' } };

function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = { ...(target as object) };
  for (const [key, value] of Object.entries(patch)) result[key] = merged(result[key] ?? {}, value);
  return result;
}

/** A webhook at work. */
async function start(objects: Objects, options: Partial<ConversionWebhookOptions>): Promise<void> {
  const webhook = new ConversionWebhook(objects.client, pino({ level: 'silent' }), {
    address: { host: '127.0.0.1', port: 0 },
    namespace: 'sluice-system',
    ...options,
  });
  const stop = new AbortController();
  await webhook.listen();
  const running = webhook.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await running;
  });
  await expect.poll(() => objects.clientConfig.caBundle).toBeDefined();
}

/** Posts as an API server does that trusts what the CRD says. */
function post({ url = '', caBundle = '' }: ClientConfig, path: string, body: string) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const ca = Buffer.from(caBundle, 'base64');
    const call = request(new URL(path, url), { method: 'POST', ca, agent: false }, (answer) => {
      text(answer).then((said) => resolve({ status: answer.statusCode, body: said }), reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

const review = JSON.stringify({
  request: { uid: 'u', desiredAPIVersion: 'konnect.konghq.com/v1alpha2', objects: [] },
});

describe('a webhook that says itself where it is', () => {
  it('has the CRD lead to it, with an authority that makes its certificate trusted', async () => {
    const objects = new Objects({ url: 'https://127.0.0.1:1/convert' });
    await start(objects, { host: '127.0.0.1' });
    const { status, body } = await post(objects.clientConfig, '/convert', review);
    expect([status, JSON.parse(body).response]).toEqual([
      200,
      { uid: 'u', convertedObjects: [], result: { status: 'Success' } },
    ]);
  });

  it.each([
    ['a certificate for its host that it is given', '127.0.0.1', true],
    ['one of its own where that is for another host', '127.0.0.2', false],
  ])('serves with %s', async (_case, certified, isUsed) => {
    const certificate = await issueCertificate([certified]);
    const objects = new Objects({ url: 'https://127.0.0.1:1/convert' });
    await start(objects, { host: '127.0.0.1', certificate });
    expect((await post(objects.clientConfig, '/convert', review)).status).toBe(200);
    const trusted = Buffer.from(objects.clientConfig.caBundle ?? '', 'base64').toString();
    expect(trusted.startsWith(certificate.ca.trim())).toBe(isUsed);
  });

  it.each([
    ['another path', '/other', review, 404],
    ['no JSON', '/convert', '{', 400],
    ['no review', '/convert', '{}', 400],
  ])('refuses %s', async (_case, path, body, status) => {
    const objects = new Objects({ url: 'https://127.0.0.1:1/convert' });
    await start(objects, { host: '127.0.0.1' });
    expect((await post(objects.clientConfig, path, body)).status).toBe(status);
  });

  it('waits for the CRD', async () => {
    const objects = new Objects();
    const started = start(objects, { host: '127.0.0.1' });
    const late = new Objects({ url: 'https://127.0.0.1:1/convert' });
    for (const [key, object] of late.objects) objects.objects.set(key, object);
    await started;
    expect((await post(objects.clientConfig, '/convert', review)).status).toBe(200);
  });
});

describe('webhooks behind a Service', () => {
  const certificateOf = (objects: Objects) =>
    Buffer.from(
      objects.objects.get('secrets sluice-conversion-webhook')?.data?.['tls.crt'] ?? '',
      'base64',
    ).toString();

  it('share a certificate for its name, which the CRD trusts', async () => {
    const objects = new Objects(service);
    await Promise.all([start(objects, {}), start(objects, {})]);
    const certificate = new X509Certificate(certificateOf(objects));
    expect(certificate.checkHost('webhook.sluice-system.svc')).toBeDefined();
    const authority = new X509Certificate(Buffer.from(objects.clientConfig.caBundle ?? '', 'base64'));
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(objects.clientConfig.url).toBeUndefined();
  });

  it("leave the CRD alone that has somebody else's Service convert", async () => {
    const objects = new Objects({ service: { ...service.service, namespace: 'kong-system' } });
    const said: string[] = [];
    const webhook = new ConversionWebhook(
      objects.client,
      pino({}, { write: (line) => void said.push(line) }),
      { address: { host: '127.0.0.1', port: 0 }, namespace: 'sluice-system' },
    );
    const stop = new AbortController();
    await webhook.listen();
    const running = webhook.run(stop.signal);
    await expect.poll(() => said.join()).toContain('the Service kong-system/webhook convert');
    stop.abort();
    await running;
    expect(objects.clientConfig.caBundle).toBeUndefined();
  });

  it('make it anew in time, and go on trusting the former authority', async () => {
    const objects = new Objects();
    const at = { namespace: 'sluice-system', name: 'sluice-conversion-webhook' };
    const names = ['webhook.sluice-system.svc'];
    const { signal } = new AbortController();
    let now = Date.now();
    const [one, other] = [inSecret(objects.client, at, () => now), inSecret(objects.client, at, () => now)];
    const first = await one.current(names, signal);
    expect(await other.current(names, signal)).toEqual(first);
    now += 300 * 24 * 3_600_000;
    const second = await one.current(names, signal);
    expect(second.cert).not.toBe(first.cert);
    expect(second.formerCa).toBe(first.ca);
  });

  it('a certificate for another name is made anew', async () => {
    const objects = new Objects();
    const store = inSecret(objects.client, { namespace: 'a', name: 'b' });
    const { cert } = await store.current(['a.svc'], new AbortController().signal);
    expect([isGood(cert, ['a.svc'], Date.now()), isGood(cert, ['b.svc'], Date.now())]).toEqual([true, false]);
  });
});
