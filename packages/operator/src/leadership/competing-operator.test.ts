import { KubernetesApiError, type KubernetesClient, type Lease } from '@sluice/controller-runtime';
import { expect, it } from 'vitest';
import { CompetingOperatorError, refuseToCompete } from './competing-operator.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const { signal } = new AbortController();

function lease(namespace: string, spec: Lease['spec']): Lease {
  return { metadata: { namespace, name: 'a7feedc84.konghq.com' }, ...(spec && { spec }) };
}

const held = { holderIdentity: 'kong-1', leaseDurationSeconds: 15, renewTime: '2026-01-01T11:59:50.000000Z' };

function refusal(status: number, reason: string): KubernetesApiError {
  return new KubernetesApiError({ status, reason, message: 'refused' });
}

/** The part of a client that the search needs. */
function clientWith(stored: readonly Lease[], mayList = true): KubernetesClient {
  return {
    async list(_resource: unknown, { fieldSelector }: { fieldSelector: string }) {
      if (!mayList) throw refusal(403, 'Forbidden');
      return { items: stored.filter(({ metadata }) => fieldSelector === `metadata.name=${metadata.name}`) };
    },
    async get(_resource: unknown, namespace: string) {
      const found = stored.find(({ metadata }) => metadata.namespace === namespace);
      if (found === undefined) throw refusal(404, 'NotFound');
      return found;
    },
  } as unknown as KubernetesClient;
}

it.each([
  ['in any namespace', clientWith([lease('elsewhere', held)])],
  ["in Kong's namespace, where it may not look everywhere", clientWith([lease('kong-system', held)], false)],
  ['in its own namespace, where it may not look everywhere', clientWith([lease('own', held)], false)],
])("refuses to work beside Kong's own operator %s", async (_where, client) => {
  const refused = refuseToCompete(client, 'own', signal, () => now);
  await expect(refused).rejects.toThrow(CompetingOperatorError);
  await expect(refused).rejects.toThrow(/kong-1.*a7feedc84\.konghq\.com.*Scale it to zero/);
});

it.each<[string, Lease['spec']]>([
  ['was handed back', { ...held, holderIdentity: '' }],
  ['has long expired', { ...held, renewTime: '2026-01-01T11:50:00.000000Z' }],
  ['was never held', undefined],
])('works where the Lease %s', async (_what, spec) => {
  await refuseToCompete(clientWith([lease('kong-system', spec)]), 'own', signal, () => now);
});

it('works where there is no such Lease', async () => {
  await refuseToCompete(clientWith([]), 'own', signal, () => now);
  await refuseToCompete(clientWith([], false), 'own', signal, () => now);
});
