import { beforeEach, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeClock } from '../../test/fake-clock.ts';
import { RecordingLogger } from '../../test/recording-logger.ts';
import { KubernetesApiError } from '../client/kubernetes-api-error.ts';
import type { KubernetesClient } from '../client/kubernetes-client.ts';
import { LeaderElector } from './leader-elector.ts';
import type { Lease } from './lease.ts';
import { LostLeadershipError } from './lost-leadership-error.ts';

let stored: Lease | undefined;
let version: number;
let writes: number;
/** What the server does instead of answering. */
let outage: Error | 'silence' | undefined;
let clock: FakeClock;
let logger: RecordingLogger;
let stop: AbortController;

beforeEach(() => {
  stored = undefined;
  version = 0;
  writes = 0;
  outage = undefined;
  clock = new FakeClock();
  logger = new RecordingLogger();
  stop = new AbortController();
});

/** The part of a client that an election needs, over one lease. */
const client = {
  async get(): Promise<Lease> {
    await answer();
    if (stored === undefined) throw refusal(404, 'NotFound');
    return stored;
  },
  async create(_resource: unknown, lease: Lease): Promise<Lease> {
    await answer();
    if (stored !== undefined) throw refusal(409, 'AlreadyExists');
    return store(lease);
  },
  async update(_resource: unknown, lease: Lease, { signal }: { signal: AbortSignal }): Promise<Lease> {
    await answer(signal);
    if (stored === undefined) throw refusal(404, 'NotFound');
    if (stored.metadata.resourceVersion !== lease.metadata.resourceVersion) throw refusal(409, 'Conflict');
    return store(lease);
  },
} as unknown as KubernetesClient;

async function answer(signal?: AbortSignal): Promise<void> {
  if (outage === 'silence') {
    await new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  }
  if (outage instanceof Error) throw outage;
}

function store(lease: Lease): Lease {
  writes++;
  version++;
  stored = { ...lease, metadata: { ...lease.metadata, resourceVersion: String(version) } };
  return stored;
}

function refusal(status: number, reason: string): KubernetesApiError {
  return new KubernetesApiError({ status, reason, message: reason });
}

function candidate(identity: string): LeaderElector {
  return new LeaderElector({ client, clock, logger, identity, namespace: 'sluice', name: 'operator' });
}

/** Moves the time on in small steps, and lets what becomes due happen in between. */
async function pass(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 500) {
    clock.advance(500);
    await new Promise(setImmediate);
  }
}

it('takes a lease that nobody has made yet', async () => {
  const elector = candidate('a');
  expect(await elector.acquire(stop.signal)).toBe(true);
  expect(elector.isLeading).toBe(true);
  expect(stored?.spec).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0 });
  expect(stored?.spec?.renewTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
});

it('renews its lease every two seconds, and stops when it is asked to', async () => {
  const elector = candidate('a');
  await elector.acquire(stop.signal);
  const held = elector.hold(stop.signal);
  await pass(10_000);
  expect(writes).toBe(6);
  stop.abort();
  await expect(held).resolves.toBeUndefined();
});

it('leaves the lease of somebody who renews it, however wrong its clock', async () => {
  const leader = candidate('a');
  await leader.acquire(stop.signal);
  const held = leader.hold(stop.signal);
  const other = candidate('b');
  const acquired = other.acquire(stop.signal);
  await pass(60_000);
  expect(other.isLeading).toBe(false);
  stop.abort();
  await expect(acquired).resolves.toBe(false);
  await held;
});

it('takes the lease of somebody who is gone once it has watched it for the whole duration', async () => {
  await candidate('a').acquire(stop.signal);
  const other = candidate('b');
  const acquired = other.acquire(stop.signal);
  await pass(14_000);
  expect(other.isLeading).toBe(false);
  await pass(4_000);
  expect(await acquired).toBe(true);
  expect(stored?.spec).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
});

it('takes a lease that was handed back at once', async () => {
  const leader = candidate('a');
  await leader.acquire(stop.signal);
  await leader.release(stop.signal);
  expect(stored?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  expect(await candidate('b').acquire(stop.signal)).toBe(true);
});

it('lets only one of two have it who try at once', async () => {
  const electors = [candidate('a'), candidate('b')];
  const acquired = electors.map((elector) => elector.acquire(stop.signal));
  await Promise.race(acquired);
  await pass(5_000);
  expect(electors.filter(({ isLeading }) => isLeading)).toHaveLength(1);
  stop.abort();
  await Promise.all(acquired);
});

it('goes on leading when somebody else has only touched the lease', async () => {
  const elector = candidate('a');
  await elector.acquire(stop.signal);
  const held = elector.hold(stop.signal);
  if (stored !== undefined) store({ ...stored, metadata: { ...stored.metadata, labels: { seen: 'yes' } } });
  await pass(3_000);
  expect(stored?.metadata.labels).toEqual({ seen: 'yes' });
  expect(stored?.spec?.holderIdentity).toBe('a');
  stop.abort();
  await held;
});

it('makes the lease again when somebody has deleted it', async () => {
  const elector = candidate('a');
  await elector.acquire(stop.signal);
  const held = elector.hold(stop.signal);
  stored = undefined;
  await pass(3_000);
  expect(stored).toMatchObject({ spec: { holderIdentity: 'a' } });
  stop.abort();
  await held;
});

it('is told at once when somebody else holds the lease', async () => {
  const elector = candidate('a');
  await elector.acquire(stop.signal);
  const held = elector.hold(stop.signal);
  if (stored !== undefined) store({ ...stored, spec: { ...stored.spec, holderIdentity: 'b' } });
  const lost = expect(held).rejects.toThrow('the lease sluice/operator is lost: b holds it');
  await pass(2_500);
  await lost;
  expect(elector.isLeading).toBe(false);
});

it.each([
  ['refuses', refusal(500, 'InternalError')],
  ['is silent', 'silence' as const],
])('gives up before anybody else may lead when the server %s', async (_what, failure) => {
  const elector = candidate('a');
  await elector.acquire(stop.signal);
  const startedAtMs = clock.now();
  outage = failure;
  let lostAtMs = Number.POSITIVE_INFINITY;
  const held = elector.hold(stop.signal).catch((error: unknown) => {
    lostAtMs = clock.now();
    return error;
  });
  await pass(12_000);
  expect(await held).toBeInstanceOf(LostLeadershipError);
  expect(lostAtMs - startedAtMs).toBeLessThanOrEqual(10_500);
});

it('neither leads nor tries to, when it goes on after it stood still for too long', async () => {
  const elector = candidate('a');
  await elector.acquire(stop.signal);
  elector.assertLeading();
  const held = elector.hold(stop.signal);
  const lost = expect(held).rejects.toThrow('the lease sluice/operator is lost');
  clock.advance(10_000);
  // Before anything else had its turn.
  expect(elector.isLeading).toBe(false);
  expect(() => elector.assertLeading()).toThrow(LostLeadershipError);
  await lost;
  expect(writes).toBe(1);
});

it('survives an outage that is shorter than the deadline', async () => {
  const elector = candidate('a');
  await elector.acquire(stop.signal);
  const held = elector.hold(stop.signal);
  outage = refusal(503, 'ServiceUnavailable');
  await pass(7_000);
  outage = undefined;
  await pass(20_000);
  expect(elector.isLeading).toBe(true);
  stop.abort();
  await held;
});

it('goes on asking a server that is out of reach at first', async () => {
  outage = refusal(503, 'ServiceUnavailable');
  const elector = candidate('a');
  const acquired = elector.acquire(stop.signal);
  await eventually(() => expect(logger.messages('warn')).toHaveLength(1));
  outage = undefined;
  await pass(3_000);
  expect(await acquired).toBe(true);
});

it('leaves the lease to expire when it can not be handed back', async () => {
  const elector = candidate('a');
  await elector.acquire(stop.signal);
  outage = refusal(503, 'ServiceUnavailable');
  await elector.release(stop.signal);
  expect(logger.messages('warn')).toEqual(['the lease is left to expire']);
});
