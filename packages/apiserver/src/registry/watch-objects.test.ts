import { describe, expect, it } from 'vitest';
import { memoryContext } from '../../test/server/memory-context.ts';
import { MemoryJournal } from '../../test/server/memory-journal.ts';
import { put, remove, storedObject } from '../../test/server/store-writer.ts';
import { ObjectStore } from '../storage/object-store.ts';
import { configMap } from './built-ins/config-map.ts';
import { WatchBacklog } from './watch-backlog.ts';
import type { WatchFrames } from './watch-frames.ts';
import { ObjectWatch, type WatchFormat } from './watch-objects.ts';

const format: WatchFormat = {
  sharedAs: undefined,
  event: (type, { name, revision }) => `${type} ${name}@${revision}\n`,
  bookmark: (revision, ends) => `BOOKMARK ${revision}${ends ? ' end' : ''}\n`,
  error: ({ message }) => `ERROR ${message}\n`,
};

/** A client that takes a number of writes, and then no more until it is told to. */
class SlowSink {
  frames: string[] = [];
  hasEnded = false;
  wasCutOff = false;
  room: number;

  constructor(room: number) {
    this.room = room;
  }

  write({ bytes }: WatchFrames): boolean {
    this.frames.push(...bytes.toString().split('\n').slice(0, -1));
    this.room -= 1;
    return this.room > 0;
  }

  end(): void {
    this.hasEnded = true;
  }

  abort(): void {
    this.wasCutOff = true;
  }
}

function setUp(query = '', revision = 0, form = format, backlog = new WatchBacklog()) {
  const store = new ObjectStore(new MemoryJournal({ revision, objects: [] }));
  const context = { ...memoryContext(store), backlog };
  const target = {
    resource: configMap,
    version: configMap.storageVersion,
    namespace: '',
    name: '',
    subresource: '',
  };
  const another = () => new ObjectWatch(context, target, new URLSearchParams(query), form);
  const watch = another();
  const write = (name: string, labels: Record<string, string> = {}) =>
    put(store, storedObject(name, { labels }), 'configmaps').durable;
  return { store, watch, write, another };
}

describe('a watch', () => {
  it('waits for a client that does not read, and then sends what it has missed, without a gap', async () => {
    const { watch, write } = setUp();
    const sink = new SlowSink(1);
    watch.start(sink);
    await write('a');
    expect(sink.frames).toEqual(['ADDED a@1']);
    await write('b');
    await write('a');
    expect(sink.frames).toHaveLength(1);
    sink.room = 9;
    watch.resume();
    expect(sink.frames).toEqual(['ADDED a@1', 'ADDED b@2', 'MODIFIED a@3']);
  });

  it('drops a client that stays behind further than the log goes back, and never holds up a writer', async () => {
    const { watch, write, store } = setUp();
    const sink = new SlowSink(1);
    watch.start(sink);
    await write('first');
    const writes = [];
    for (let count = 0; count <= 20_001; count += 1) writes.push(write('x'));
    await Promise.all(writes);
    expect(store.table('configmaps').log.floor).toBeGreaterThan(1);
    expect(sink.frames).toHaveLength(1);
    expect(sink.wasCutOff).toBe(true);
    sink.room = 9;
    watch.resume();
    expect(sink.frames).toHaveLength(1);
  });

  it('drops the client that has stalled for the longest time when all together leave too much', async () => {
    const { watch, write, another } = setUp('', 0, format, new WatchBacklog(150_000));
    const sinks = [new SlowSink(1), new SlowSink(2), new SlowSink(3)];
    for (const [index, sink] of sinks.entries()) (index === 0 ? watch : another()).start(sink);
    await write('a');
    await write('b');
    expect(sinks.map(({ wasCutOff }) => wasCutOff)).toEqual([false, false, false]);
    await write('c');
    expect(sinks.map(({ wasCutOff }) => wasCutOff)).toEqual([true, false, false]);
  });

  it('never bookmarks beyond what it has sent, even when it was not told yet of what is new', async () => {
    const { watch, write, store } = setUp();
    const sink = new SlowSink(999);
    for (let count = 0; count < 99; count += 1) store.table('configmaps').onPublished(() => undefined);
    watch.start(sink);
    await write('a');
    await write('b');
    watch.bookmark();
    expect(sink.frames).toEqual(['ADDED a@1', 'ADDED b@2', 'BOOKMARK 2']);
  });

  it('sends nothing after it was closed', async () => {
    const { watch, write } = setUp();
    const sink = new SlowSink(9);
    watch.start(sink);
    watch.close();
    await write('a');
    watch.bookmark();
    expect(sink.frames).toEqual([]);
    expect(sink.hasEnded).toBe(true);
  });

  it('sends a bookmark of the newest revision, which may be that of another resource', async () => {
    const { watch, write, store } = setUp();
    const sink = new SlowSink(9);
    watch.start(sink);
    await write('a');
    await put(store, storedObject('b'), 'others').durable;
    watch.bookmark();
    expect(sink.frames).toEqual(['ADDED a@1', 'BOOKMARK 2']);
  });

  it('shows an object that is deleted while it does not match to nobody', async () => {
    const { watch, write, store } = setUp('labelSelector=app');
    const sink = new SlowSink(99);
    watch.start(sink);
    await write('a', { app: 'x' });
    await write('a');
    await remove(store, 'a', 'configmaps').durable;
    expect(sink.frames).toEqual(['ADDED a@1', 'DELETED a@2']);
  });

  it('refuses a revision from before its log', () => {
    const { watch } = setUp('resourceVersion=4', 7);
    const sink = new SlowSink(9);
    watch.start(sink);
    expect(sink.frames).toEqual(['ERROR too old resource version: 4 (7)']);
    expect(sink.hasEnded).toBe(true);
  });

  it('makes the frames of a change once for all who watch in the same form', async () => {
    let made = 0;
    const counting: WatchFormat = {
      ...format,
      sharedAs: 'plain',
      event: (type, entry) => {
        made += 1;
        return format.event(type, entry);
      },
    };
    const { watch, write, another } = setUp('', 0, counting);
    const sinks = [new SlowSink(99), new SlowSink(99), new SlowSink(1)];
    for (const [index, sink] of sinks.entries()) (index === 0 ? watch : another()).start(sink);
    await write('a');
    await write('b');
    expect(made).toBe(2);
    expect(sinks.map(({ frames }) => frames)).toEqual([
      ['ADDED a@1', 'ADDED b@2'],
      ['ADDED a@1', 'ADDED b@2'],
      ['ADDED a@1'],
    ]);
  });
});
