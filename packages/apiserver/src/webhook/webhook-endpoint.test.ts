import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../test/server/memory-journal.ts';
import { put } from '../../test/server/store-writer.ts';
import { ObjectStore } from '../storage/object-store.ts';
import type { ServiceReference } from './webhook-client-config.ts';
import { webhookEndpoint } from './webhook-endpoint.ts';

async function storeWith(spec: object): Promise<ObjectStore> {
  const store = new ObjectStore(new MemoryJournal({ revision: 0, objects: [] }));
  const metadata = { name: 'hooks', namespace: 'default', uid: 'u' };
  await put(store, { apiVersion: 'v1', kind: 'Service', metadata, spec }, 'services').durable;
  return store;
}

const service: ServiceReference = { namespace: 'default', name: 'hooks' };

describe('webhookEndpoint', () => {
  it('is what a url says', async () => {
    const { url, serverName } = webhookEndpoint({ url: 'https://[::1]:8443/a' }, await storeWith({}));
    expect([url.href, serverName]).toEqual(['https://[::1]:8443/a', '::1']);
  });

  it.each<[string, object, Partial<ServiceReference>, string]>([
    [
      'an ExternalName',
      { type: 'ExternalName', externalName: 'hooks.example.com' },
      {},
      'https://hooks.example.com/',
    ],
    [
      'another port and a path',
      { type: 'ExternalName', externalName: 'a.b' },
      { port: 8443, path: '/x' },
      'https://a.b:8443/x',
    ],
    [
      'an external address',
      { type: 'ClusterIP', externalIPs: ['192.0.2.1', '192.0.2.2'] },
      {},
      'https://192.0.2.1/',
    ],
    ['an external IPv6 address', { externalIPs: ['2001:db8::1'] }, {}, 'https://[2001:db8::1]/'],
  ])('is where a Service leads: %s', async (_what, spec, more, href) => {
    const endpoint = webhookEndpoint({ service: { ...service, ...more } }, await storeWith(spec));
    expect(endpoint.url.href).toBe(href);
    expect(endpoint.serverName).toBe('hooks.default.svc');
  });

  it('is nowhere for a Service that only pods can reach, and says what to do', async () => {
    const store = await storeWith({ type: 'ClusterIP', clusterIP: '10.0.0.1' });
    expect(() => webhookEndpoint({ service }, store)).toThrow(
      'service default/hooks has no address outside of the cluster, and this server has no network of pods: ' +
        'give the service the type ExternalName or spec.externalIPs, or give the webhook a url',
    );
    expect(() => webhookEndpoint({ service: { ...service, name: 'other' } }, store)).toThrow(
      'service "other" not found',
    );
  });
});
