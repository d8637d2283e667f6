import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Widget } from '../../test/api-server.ts';
import { InformerBench, recordChanges, sizeOf } from '../../test/informer-bench.ts';

let bench: InformerBench;

beforeEach(async () => {
  bench = await InformerBench.open();
});

afterEach(() => bench.stop());

it('an observed write shows it at once, and its event changes nothing more', async () => {
  bench.server.put('a', 1);
  const informer = await bench.start();
  const changes = recordChanges(informer);
  const answer = bench.server.put('a', 2);
  informer.observe(answer);
  expect(sizeOf(informer, 'a')).toBe(2);
  await bench.caughtUp(informer);
  expect(changes).toEqual(['+a', '~a 1→2', '+barrier']);
});

it('an observed write is not undone by an older event that comes after it', async () => {
  bench.server.put('a', 1);
  const informer = await bench.start();
  const changes = recordChanges(informer);
  bench.server.put('a', 2);
  const answer = bench.server.put('a', 3);
  informer.observe(answer);
  await bench.caughtUp(informer);
  expect(changes).toEqual(['+a', '~a 1→3', '+barrier']);
});

it('an observed write brings nothing back when the watch has come further already', async () => {
  const informer = await bench.start();
  const answer = bench.server.put('a', 1);
  bench.server.remove('a');
  await bench.caughtUp(informer);
  informer.observe(answer);
  expect(sizeOf(informer, 'a')).toBeUndefined();
});

it('an observed write that drops the last finalizer shows the object as gone', async () => {
  const deletionTimestamp = '2026-01-01T00:00:00Z';
  bench.server.put('a', 1, { deletionTimestamp, finalizers: ['example.com/cleanup'] });
  const informer = await bench.start();
  const changes = recordChanges(informer);
  informer.observe(bench.server.put('a', 1, { finalizers: [] }));
  expect(sizeOf(informer, 'a')).toBeUndefined();
  bench.server.remove('a');
  await bench.caughtUp(informer);
  expect(changes).toContain('-a');
  expect(sizeOf(informer, 'a')).toBeUndefined();
});

it('an observed write is left to the watch where versions cannot be compared', async () => {
  bench.server.put('a', 1);
  const informer = await bench.start();
  const answer = bench.server.put('a', 2);
  const opaque = { ...answer, metadata: { ...answer.metadata, resourceVersion: 'opaque' } };
  informer.observe(opaque);
  expect(sizeOf(informer, 'a')).toBe(1);
});

it('an observed write adds nothing to an informer that selects, since the object may not match', async () => {
  const [selective, plain] = await Promise.all([
    bench.start({ labelSelector: 'size=large' }),
    bench.start({ namespaces: ['default'] }),
  ]);
  const stranger: Widget = {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'stranger', namespace: 'default', uid: 'u', resourceVersion: '999' },
    spec: { size: 1 },
  };
  selective.observe(stranger);
  plain.observe(stranger);
  expect(sizeOf(selective, 'stranger')).toBeUndefined();
  expect(sizeOf(plain, 'stranger')).toBe(1);
});

it('an observed write survives a list that began before it', async () => {
  for (let index = 0; index < 4; index++) bench.server.put(`w${index}`, 1);
  const informer = bench.create({ pageSize: 2 });
  const changes = recordChanges(informer);
  bench.server.onPage = (page) => {
    if (page !== 1) return;
    informer.observe(bench.server.put('new', 1));
    informer.observe(bench.server.put('w3', 2));
  };
  bench.run(informer);
  await bench.synced(informer);
  expect(sizeOf(informer, 'new')).toBe(1);
  expect(sizeOf(informer, 'w3')).toBe(2);
  await bench.caughtUp(informer);
  expect(changes.filter((change) => change.includes('new') || change.includes('w3'))).toEqual([
    '+new',
    '+w3',
  ]);
});
