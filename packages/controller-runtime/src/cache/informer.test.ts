import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/eventually.ts';
import { FakeClock } from '../../test/fake-clock.ts';
import { InformerBench, recordChanges, sizeOf } from '../../test/informer-bench.ts';

let bench: InformerBench;

beforeEach(async () => {
  bench = await InformerBench.open();
});

afterEach(() => bench.stop());

describe('the first list', () => {
  it('has everything that was there, over several pages', async () => {
    for (let index = 0; index < 7; index++) bench.server.put(`w${index}`, index);
    const informer = await bench.start({ pageSize: 3 });
    expect(informer.hasSynced).toBe(true);
    expect(informer.size).toBe(7);
    expect(bench.server.requests.filter((request) => request === 'list')).toHaveLength(3);
  });

  it('drops managed fields', async () => {
    bench.server.put('a', 1, { managedFields: [{ manager: 'kubectl' }] });
    const informer = await bench.start();
    expect(informer.get('default', 'a')?.metadata.managedFields).toBeUndefined();
  });

  it('waits for a resource that is not served yet, and says so once', async () => {
    bench.server.served = false;
    const informer = bench.create();
    bench.run(informer);
    await eventually(() => expect(bench.server.requests.length).toBeGreaterThan(3));
    expect(informer.hasSynced).toBe(false);
    expect(bench.logger.messages('info')).toHaveLength(1);
    bench.server.put('a', 1);
    bench.server.served = true;
    await bench.synced(informer);
    expect(informer.size).toBe(1);
  });

  it('is begun again when its continuation expires between two pages', async () => {
    for (let index = 0; index < 5; index++) bench.server.put(`w${index}`, index);
    let expirations = 0;
    bench.server.onPage = (page) => {
      if (page === 1 && expirations++ === 0) bench.server.forget();
    };
    const informer = await bench.start({ pageSize: 2 });
    expect(expirations).toBeGreaterThan(1);
    expect(informer.size).toBe(5);
  });

  it('is tried again after failures', async () => {
    bench.server.put('a', 1);
    bench.server.failures.push(500, 503, 429);
    const informer = await bench.start();
    expect(informer.size).toBe(1);
    const warnings = bench.logger.lines.filter(({ level }) => level === 'warn');
    expect(warnings.map(({ fields }) => fields)).toEqual(
      Array.from({ length: 3 }, () => ({
        resource: expect.any(String),
        retryInMs: expect.any(Number),
        reason: expect.any(String),
      })),
    );
  });

  it('can be waited for only as long as the caller likes', async () => {
    const informer = bench.create();
    const impatient = new AbortController();
    const waiting = informer.waitForSync(impatient.signal);
    impatient.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('the watch', () => {
  it('follows what happens', async () => {
    bench.server.put('a', 1);
    const informer = await bench.start();
    const changes = recordChanges(informer);
    bench.server.put('b', 2);
    bench.server.put('a', 3);
    bench.server.remove('b');
    await eventually(() => expect(changes).toEqual(['+a', '+b', '~a 1→3', '-b']));
    expect(informer.list().map((object) => object.metadata.name)).toEqual(['a']);
  });

  it('goes on after the last version seen when it breaks, without listing again', async () => {
    const informer = await bench.start();
    bench.server.put('a', 1);
    await eventually(() => expect(informer.size).toBe(1));
    const { revision } = bench.server;
    bench.server.breakWatches({ half: true });
    bench.server.put('b', 2);
    await eventually(() => expect(informer.size).toBe(2));
    expect(bench.server.requests).toEqual(['list', 'watch from 100', 'look', `watch from ${revision}`]);
  });

  it('goes on after a bookmark, whose version no object has', async () => {
    const informer = await bench.start();
    bench.server.bookmark();
    bench.server.bookmark();
    const { revision } = bench.server;
    await bench.caughtUp(informer);
    expect(informer.list().map((object) => object.metadata.name)).toEqual(['barrier']);
    expect(bench.logger.lines).toEqual([]);
    bench.server.breakWatches();
    await eventually(() => expect(bench.server.watchers).toBe(1));
    expect(Number(bench.server.requests.at(-1)?.split(' ').at(-1))).toBeGreaterThan(Number(revision));
  });

  it.each([
    ['when it resumes', () => [bench.server.forget(), bench.server.breakWatches()]],
    ['inside its stream', () => [bench.server.expireWatches()]],
  ])(
    'lists again when the server has forgotten its version %s, and tells only the differences',
    async (_, expire) => {
      bench.server.put('stays', 1);
      bench.server.put('changes', 1);
      bench.server.put('goes', 1);
      const informer = await bench.start();
      const changes = recordChanges(informer);
      changes.length = 0;
      bench.server.failures.push(500);
      bench.server.breakWatches();
      bench.server.put('changes', 2);
      bench.server.remove('goes');
      bench.server.put('comes', 1);
      bench.server.forget();
      await eventually(() => expect(changes).toEqual(['~changes 1→2', '+comes', '-goes']));
      await eventually(() => expect(bench.server.watchers).toBe(1));
      expire();
      bench.server.put('later', 1);
      await eventually(() => expect(changes.at(-1)).toBe('+later'));
      expect(changes).toHaveLength(4);
    },
  );

  it('pauses between lists when the server forgets again and again', async () => {
    bench.server.forgetful = true;
    const clock = new FakeClock();
    const informer = bench.create({ clock, random: () => 1 });
    bench.run(informer);
    await eventually(() => expect(clock.timers).toBe(1));
    expect(bench.server.requests).toEqual(['list', 'watch from 100', 'list', 'watch from 100']);
    bench.server.forgetful = false;
    clock.advance(1000);
    await eventually(() => expect(bench.server.watchers).toBe(1));
  });

  it('tells of an object that was made again under its name as gone and new', async () => {
    bench.server.put('a', 1);
    const informer = await bench.start();
    const changes = recordChanges(informer);
    bench.server.failures.push(500);
    bench.server.breakWatches();
    bench.server.remove('a');
    bench.server.put('a', 2);
    bench.server.forget();
    await eventually(() => expect(changes).toEqual(['+a', '-a', '+a']));
    expect(sizeOf(informer, 'a')).toBe(2);
  });

  it.each([
    ['refuses to watch from a version that it has not come to', false],
    ['says nothing of what happens up to that version', true],
  ])('takes the state of a server that was restored from a backup and %s', async (_, waitsForVersions) => {
    bench.server.waitsForVersions = waitsForVersions;
    const before = bench.server.put('a', 1);
    const informer = await bench.start();
    for (let size = 2; size < 10; size++) bench.server.put('a', size);
    bench.server.put('b', 1);
    await eventually(() => expect(informer.size).toBe(2));
    bench.server.restore([before], Number(before.metadata.resourceVersion) + 1);
    await eventually(() => expect(informer.list()).toEqual([before]));
    bench.server.put('c', 1);
    await eventually(() => expect(informer.size).toBe(2));
  });

  it('watches each namespace on its own where some are named', async () => {
    bench.server.put('a', 1, { namespace: 'one' });
    bench.server.put('b', 1, { namespace: 'two' });
    bench.server.put('c', 1, { namespace: 'three' });
    const informer = await bench.start({ namespaces: ['one', 'two'] });
    expect(
      informer
        .list()
        .map((object) => object.metadata.name)
        .toSorted(),
    ).toEqual(['a', 'b']);
    bench.server.put('d', 1, { namespace: 'two' });
    bench.server.put('e', 1, { namespace: 'three' });
    bench.server.expireWatches();
    bench.server.put('f', 1, { namespace: 'one' });
    await eventually(() => expect(informer.size).toBe(4));
    expect(informer.get('three', 'e')).toBeUndefined();
  });
});

describe('handlers', () => {
  it('that come late are told of what is there', async () => {
    bench.server.put('a', 1);
    const informer = await bench.start();
    expect(recordChanges(informer)).toEqual(['+a']);
  });

  it('that throw are logged and harm nobody else', async () => {
    const informer = await bench.start();
    informer.onChange(() => {
      throw new Error('broken');
    });
    const changes = recordChanges(informer);
    bench.server.put('a', 1);
    await eventually(() => expect(changes).toEqual(['+a']));
    expect(bench.logger.messages('error')).toEqual(['a handler of changes failed']);
  });

  it('that were taken away hear nothing more', async () => {
    const informer = await bench.start();
    const heard: unknown[] = [];
    const remove = informer.onChange((_, current) => heard.push(current));
    remove();
    bench.server.put('a', 1);
    await eventually(() => expect(informer.size).toBe(1));
    expect(heard).toEqual([]);
  });
});
