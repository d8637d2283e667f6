import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiServer, type Widget, widgets } from '../../test/api-server.ts';
import { eventually } from '../../test/eventually.ts';
import { FakeClock } from '../../test/fake-clock.ts';
import { RecordingLogger } from '../../test/recording-logger.ts';
import { createKubernetesClient } from '../client/create-kubernetes-client.ts';
import type { KubernetesClient } from '../client/kubernetes-client.ts';
import { Informer, type InformerOptions } from './informer.ts';

let server: ApiServer;
let client: KubernetesClient;
let logger: RecordingLogger;
let stop: AbortController;
let running: Promise<void>[];

beforeEach(async () => {
  server = new ApiServer();
  const url = await server.start();
  const config = { server: url, namespace: 'default', source: 'test', credentials: {} };
  client = createKubernetesClient(config, { userAgent: 'test/1', env: {} });
  logger = new RecordingLogger();
  stop = new AbortController();
  running = [];
});

afterEach(async () => {
  stop.abort();
  await Promise.all(running);
  await client.close();
  await server.stop();
});

function createInformer(options: Partial<InformerOptions<Widget>> = {}): Informer<Widget> {
  const backoff = { baseMs: 2, maxMs: 10 };
  return new Informer<Widget>({ client, resource: widgets, logger, backoff, ...options });
}

async function start(options: Partial<InformerOptions<Widget>> = {}): Promise<Informer<Widget>> {
  const informer = createInformer(options);
  running.push(informer.run(stop.signal));
  await informer.waitForSync(stop.signal);
  await eventually(() => expect(server.watchers).toBe(options.namespaces?.length ?? 1));
  return informer;
}

/** What a handler was told, in short: `+a`, `~a 1→2`, `-a`. */
function recordChanges(informer: Informer<Widget>): string[] {
  const changes: string[] = [];
  informer.onChange((old, current) => {
    if (current === undefined) changes.push(`-${old?.metadata.name}`);
    else if (old === undefined) changes.push(`+${current.metadata.name}`);
    else changes.push(`~${current.metadata.name} ${old.spec.size}→${current.spec.size}`);
  });
  return changes;
}

const sizeOf = (informer: Informer<Widget>, name: string) => informer.get('default', name)?.spec.size;

/** Waits until the informer has seen everything that has happened on the server. */
async function caughtUp(informer: Informer<Widget>): Promise<void> {
  const barrier = server.put('barrier', Number(server.revision));
  await eventually(() => expect(sizeOf(informer, 'barrier')).toBe(barrier.spec.size));
}

describe('the first list', () => {
  it('has everything that was there, over several pages', async () => {
    for (let index = 0; index < 7; index++) server.put(`w${index}`, index);
    const informer = await start({ pageSize: 3 });
    expect(informer.hasSynced).toBe(true);
    expect(informer.size).toBe(7);
    expect(server.requests.filter((request) => request === 'list')).toHaveLength(3);
  });

  it('drops managed fields', async () => {
    server.put('a', 1, { managedFields: [{ manager: 'kubectl' }] });
    const informer = await start();
    expect(informer.get('default', 'a')?.metadata.managedFields).toBeUndefined();
  });

  it('waits for a resource that is not served yet, and says so once', async () => {
    server.served = false;
    const informer = createInformer();
    running.push(informer.run(stop.signal));
    await eventually(() => expect(server.requests.length).toBeGreaterThan(3));
    expect(informer.hasSynced).toBe(false);
    expect(logger.messages('info')).toHaveLength(1);
    server.put('a', 1);
    server.served = true;
    await informer.waitForSync(stop.signal);
    expect(informer.size).toBe(1);
  });

  it('is begun again when its continuation expires between two pages', async () => {
    for (let index = 0; index < 5; index++) server.put(`w${index}`, index);
    let expirations = 0;
    server.onPage = (page) => {
      if (page === 1 && expirations++ === 0) server.forget();
    };
    const informer = await start({ pageSize: 2 });
    expect(expirations).toBeGreaterThan(1);
    expect(informer.size).toBe(5);
  });

  it('is tried again after failures', async () => {
    server.put('a', 1);
    server.failures.push(500, 503, 429);
    const informer = await start();
    expect(informer.size).toBe(1);
    expect(logger.messages('warn')).toHaveLength(3);
  });

  it('can be waited for only as long as the caller likes', async () => {
    const informer = createInformer();
    const impatient = new AbortController();
    const waiting = informer.waitForSync(impatient.signal);
    impatient.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('the watch', () => {
  it('follows what happens', async () => {
    server.put('a', 1);
    const informer = await start();
    const changes = recordChanges(informer);
    server.put('b', 2);
    server.put('a', 3);
    server.remove('b');
    await eventually(() => expect(changes).toEqual(['+a', '+b', '~a 1→3', '-b']));
    expect(informer.list().map((object) => object.metadata.name)).toEqual(['a']);
  });

  it('goes on after the last version seen when it breaks, without listing again', async () => {
    const informer = await start();
    server.put('a', 1);
    await eventually(() => expect(informer.size).toBe(1));
    const { revision } = server;
    server.breakWatches({ half: true });
    server.put('b', 2);
    await eventually(() => expect(informer.size).toBe(2));
    expect(server.requests).toEqual(['list', 'watch from 100', `watch from ${revision}`]);
  });

  it('goes on after a bookmark, whose version no object has', async () => {
    const informer = await start();
    server.bookmark();
    server.bookmark();
    const { revision } = server;
    await caughtUp(informer);
    expect(informer.list().map((object) => object.metadata.name)).toEqual(['barrier']);
    expect(logger.lines).toEqual([]);
    server.breakWatches();
    await eventually(() => expect(server.watchers).toBe(1));
    expect(Number(server.requests.at(-1)?.split(' ').at(-1))).toBeGreaterThan(Number(revision));
  });

  it.each([
    ['when it resumes', () => [server.forget(), server.breakWatches()]],
    ['inside its stream', () => [server.expireWatches()]],
  ])(
    'lists again when the server has forgotten its version %s, and tells only the differences',
    async (_, expire) => {
      server.put('stays', 1);
      server.put('changes', 1);
      server.put('goes', 1);
      const informer = await start();
      const changes = recordChanges(informer);
      changes.length = 0;
      server.failures.push(500);
      server.breakWatches();
      server.put('changes', 2);
      server.remove('goes');
      server.put('comes', 1);
      server.forget();
      await eventually(() => expect(changes).toEqual(['~changes 1→2', '+comes', '-goes']));
      await eventually(() => expect(server.watchers).toBe(1));
      expire();
      server.put('later', 1);
      await eventually(() => expect(changes.at(-1)).toBe('+later'));
      expect(changes).toHaveLength(4);
    },
  );

  it('pauses between lists when the server forgets again and again', async () => {
    server.forgetful = true;
    const clock = new FakeClock();
    const informer = createInformer({ clock, random: () => 1 });
    running.push(informer.run(stop.signal));
    await eventually(() => expect(clock.timers).toBe(1));
    expect(server.requests).toEqual(['list', 'watch from 100', 'list', 'watch from 100']);
    server.forgetful = false;
    clock.advance(1000);
    await eventually(() => expect(server.watchers).toBe(1));
  });

  it('tells of an object that was made again under its name as gone and new', async () => {
    server.put('a', 1);
    const informer = await start();
    const changes = recordChanges(informer);
    server.failures.push(500);
    server.breakWatches();
    server.remove('a');
    server.put('a', 2);
    server.forget();
    await eventually(() => expect(changes).toEqual(['+a', '-a', '+a']));
    expect(sizeOf(informer, 'a')).toBe(2);
  });

  it('takes the state of a server that was restored from a backup, though its versions are lower', async () => {
    const before = server.put('a', 1);
    const informer = await start();
    for (let size = 2; size < 10; size++) server.put('a', size);
    server.put('b', 1);
    await eventually(() => expect(informer.size).toBe(2));
    server.restore([before], Number(before.metadata.resourceVersion) + 1);
    await eventually(() => expect(informer.list()).toEqual([before]));
  });

  it('watches each namespace on its own where some are named', async () => {
    server.put('a', 1, { namespace: 'one' });
    server.put('b', 1, { namespace: 'two' });
    server.put('c', 1, { namespace: 'three' });
    const informer = await start({ namespaces: ['one', 'two'] });
    expect(
      informer
        .list()
        .map((object) => object.metadata.name)
        .toSorted(),
    ).toEqual(['a', 'b']);
    server.put('d', 1, { namespace: 'two' });
    server.put('e', 1, { namespace: 'three' });
    server.expireWatches();
    server.put('f', 1, { namespace: 'one' });
    await eventually(() => expect(informer.size).toBe(4));
    expect(informer.get('three', 'e')).toBeUndefined();
  });
});

describe('handlers', () => {
  it('that come late are told of what is there', async () => {
    server.put('a', 1);
    const informer = await start();
    expect(recordChanges(informer)).toEqual(['+a']);
  });

  it('that throw are logged and harm nobody else', async () => {
    const informer = await start();
    informer.onChange(() => {
      throw new Error('broken');
    });
    const changes = recordChanges(informer);
    server.put('a', 1);
    await eventually(() => expect(changes).toEqual(['+a']));
    expect(logger.messages('error')).toEqual(['a handler of changes failed']);
  });

  it('that were taken away hear nothing more', async () => {
    const informer = await start();
    const heard: unknown[] = [];
    const remove = informer.onChange((_, current) => heard.push(current));
    remove();
    server.put('a', 1);
    await eventually(() => expect(informer.size).toBe(1));
    expect(heard).toEqual([]);
  });
});

describe('observing a write of one’s own', () => {
  it('shows it at once, and its event changes nothing more', async () => {
    server.put('a', 1);
    const informer = await start();
    const changes = recordChanges(informer);
    const answer = server.put('a', 2);
    informer.observe(answer);
    expect(sizeOf(informer, 'a')).toBe(2);
    await caughtUp(informer);
    expect(changes).toEqual(['+a', '~a 1→2', '+barrier']);
  });

  it('is not undone by an older event that comes after it', async () => {
    server.put('a', 1);
    const informer = await start();
    const changes = recordChanges(informer);
    server.put('a', 2);
    const answer = server.put('a', 3);
    informer.observe(answer);
    await caughtUp(informer);
    expect(changes).toEqual(['+a', '~a 1→3', '+barrier']);
  });

  it('brings nothing back when the watch has come further already', async () => {
    const informer = await start();
    const answer = server.put('a', 1);
    server.remove('a');
    await caughtUp(informer);
    informer.observe(answer);
    expect(sizeOf(informer, 'a')).toBeUndefined();
  });

  it('shows an object as gone whose last finalizer was dropped', async () => {
    const deletionTimestamp = '2026-01-01T00:00:00Z';
    server.put('a', 1, { deletionTimestamp, finalizers: ['example.com/cleanup'] });
    const informer = await start();
    const changes = recordChanges(informer);
    informer.observe(server.put('a', 1, { finalizers: [] }));
    expect(sizeOf(informer, 'a')).toBeUndefined();
    server.remove('a');
    await caughtUp(informer);
    expect(changes).toContain('-a');
    expect(sizeOf(informer, 'a')).toBeUndefined();
  });

  it('is left to the watch where versions cannot be compared', async () => {
    server.put('a', 1);
    const informer = await start();
    const answer = server.put('a', 2);
    const opaque = { ...answer, metadata: { ...answer.metadata, resourceVersion: 'opaque' } };
    informer.observe(opaque);
    expect(sizeOf(informer, 'a')).toBe(1);
  });

  it('adds nothing to an informer that selects, since the object may not match', async () => {
    const informer = await start({ labelSelector: 'size=large' });
    informer.observe({
      ...server.put('a', 1),
      metadata: { ...server.put('a', 2).metadata, resourceVersion: '999' },
    });
    expect(informer.hasSynced).toBe(true);
    expect(informer.get('default', 'a')?.metadata.resourceVersion).not.toBe('999');
  });

  it('survives a list that began before it', async () => {
    for (let index = 0; index < 4; index++) server.put(`w${index}`, 1);
    const informer = createInformer({ pageSize: 2 });
    const changes = recordChanges(informer);
    server.onPage = (page) => {
      if (page !== 1) return;
      informer.observe(server.put('new', 1));
      informer.observe(server.put('w3', 2));
    };
    running.push(informer.run(stop.signal));
    await informer.waitForSync(stop.signal);
    expect(sizeOf(informer, 'new')).toBe(1);
    expect(sizeOf(informer, 'w3')).toBe(2);
    await caughtUp(informer);
    expect(changes.filter((change) => change.includes('new') || change.includes('w3'))).toEqual([
      '+new',
      '+w3',
    ]);
  });
});

describe('whatever breaks', () => {
  type Step =
    | { readonly do: 'put'; readonly name: string; readonly observe: boolean }
    | { readonly do: 'remove'; readonly name: string }
    | { readonly do: 'break'; readonly half: boolean }
    | { readonly do: 'expire' | 'forget' | 'bookmark' | 'wait' }
    | { readonly do: 'fail'; readonly status: number };

  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), name, observe: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), name }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('break' as const), half: fc.boolean() }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('expire', 'forget', 'bookmark', 'wait'),
      }) as fc.Arbitrary<Step>,
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('fail' as const), status: fc.constantFrom(500, 410, 429) }),
    },
  );

  it('the cache, its index and what handlers were told end up as what the server has', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        server.failures.length = 0;
        for (const object of server.list()) server.remove(object.metadata.name);
        server.maxPageSize = 2;
        const stopOne = new AbortController();
        const informer = createInformer();
        informer.addIndexer('parity', (object) => [object.spec.size % 2 === 0 ? 'even' : 'odd']);
        const told = new Map<string, number>();
        informer.onChange((old, current) => {
          expect(told.get((old ?? current)?.metadata.name ?? '')).toBe(old?.spec.size);
          if (current === undefined) told.delete(old?.metadata.name ?? '');
          else told.set(current.metadata.name, current.spec.size);
        });
        const done = informer.run(stopOne.signal);
        let size = 0;
        for (const current of steps) {
          if (current.do === 'put') {
            const answer = server.put(current.name, ++size);
            if (current.observe) informer.observe(answer);
          } else if (current.do === 'remove') server.remove(current.name);
          else if (current.do === 'break') server.breakWatches({ half: current.half });
          else if (current.do === 'expire') server.expireWatches();
          else if (current.do === 'forget') server.forget();
          else if (current.do === 'bookmark') server.bookmark();
          else if (current.do === 'fail') server.failures.push(current.status);
          else await eventually(() => expect(informer.hasSynced).toBe(true));
        }
        const expected = Object.fromEntries(
          server.list().map((object) => [object.metadata.name, object.spec.size]),
        );
        await eventually(() => {
          const cached = informer.list().map((object) => [object.metadata.name, object.spec.size]);
          expect(Object.fromEntries(cached)).toEqual(expected);
          expect(informer.hasSynced).toBe(true);
        });
        expect(Object.fromEntries(told)).toEqual(expected);
        const even = informer.byIndex('parity', 'even').map((object) => object.spec.size);
        expect(even.toSorted()).toEqual(
          Object.values(expected)
            .filter((value) => value % 2 === 0)
            .toSorted(),
        );
        expect(logger.messages('error')).toEqual([]);
        stopOne.abort();
        await done;
      }),
      { numRuns: 60 },
    );
  });
});
