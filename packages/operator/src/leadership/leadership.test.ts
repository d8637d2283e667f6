import { KubernetesApiError, type KubernetesClient, type Lease } from '@sluice/controller-runtime';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { beforeEach, expect, it } from 'vitest';
import { CompetingOperatorError, kongOperatorLease } from './competing-operator.ts';
import { leadership, leaseName } from './leadership.ts';

let stored: Map<string, Lease>;
/** How often the operators' own Lease was read. */
let reads: number;
const { signal } = new AbortController();

beforeEach(() => {
  stored = new Map();
  reads = 0;
});

/** The part of a client that leading needs, over Leases of one namespace. */
const client = {
  async list(_resource: unknown, { fieldSelector }: { fieldSelector: string }) {
    const found = stored.get(fieldSelector.replace('metadata.name=', ''));
    return { items: found ? [found] : [] };
  },
  async get(_resource: unknown, _namespace: string, name: string) {
    reads++;
    const found = stored.get(name);
    if (found === undefined) throw new KubernetesApiError({ status: 404, reason: 'NotFound', message: 'no' });
    return found;
  },
  create: store,
  update: store,
} as unknown as KubernetesClient;

async function store(_resource: unknown, lease: Lease): Promise<Lease> {
  const kept = { ...lease, metadata: { ...lease.metadata, resourceVersion: `${Math.random()}` } };
  stored.set(lease.metadata.name, kept);
  return kept;
}

function lease(name: string, holderIdentity: string): Lease {
  const spec = { holderIdentity, leaseDurationSeconds: 15, renewTime: new Date().toISOString() };
  return { metadata: { namespace: 'sluice', name, resourceVersion: holderIdentity }, spec };
}

function operator(isElected: boolean) {
  const logger = pino({ level: 'silent' });
  return leadership({
    client,
    logger,
    registry: new Registry(),
    isElected,
    identity: 'a',
    namespace: 'sluice',
  });
}

it.each([true, false])('leads where nobody else is at work; with an election: %s', async (isElected) => {
  const election = operator(isElected);
  expect(await election.acquire(signal)).toBe(true);
  election.assertLeading();
});

it.each([true, false])("refuses where Kong's own operator is; with an election: %s", async (isElected) => {
  stored.set(kongOperatorLease, lease(kongOperatorLease, 'kong'));
  await expect(operator(isElected).acquire(signal)).rejects.toThrow(CompetingOperatorError);
});

it("refuses also where Kong's own operator began while it waited to lead", async () => {
  stored.set(leaseName, lease(leaseName, 'b'));
  const acquired = operator(true).acquire(signal);
  const refused = expect(acquired).rejects.toThrow(CompetingOperatorError);
  await expect.poll(() => reads).toBe(1);
  stored.set(kongOperatorLease, lease(kongOperatorLease, 'kong'));
  stored.set(leaseName, lease(leaseName, ''));
  await refused;
});

it('may write nothing before it leads', () => {
  expect(() => operator(true).assertLeading()).toThrow('the lease sluice/operator.sluice is lost');
});
