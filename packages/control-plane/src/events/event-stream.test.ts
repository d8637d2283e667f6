import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import type { Identity } from '../identity/identity.ts';
import type { ChangeListener } from '../storage/change-signal.ts';
import type { ChangeFeed } from './change-feed.ts';
import { ControlPlaneChanges } from './control-plane-changes.ts';
import { EventStream, type EventStreamTiming } from './event-stream.ts';
import type { FeedChange } from './event-text.ts';
import type { StreamReader } from './stream-reader.ts';

const NEVER_MS = 2 ** 30;

const timing: EventStreamTiming = { heartbeatMs: NEVER_MS, standingMs: NEVER_MS, slowReaderMs: NEVER_MS };

type Standing = 'allowed' | 'signed-out' | 'no-role';

/** How a reader who stands so is known. */
function identityOf(standing: Standing | undefined): Identity | undefined {
  const roles = standing === 'no-role' ? [] : [{ controlPlaneId: null, role: 'viewer' as const }];
  return standing === 'signed-out' ? undefined : ({ roles } as unknown as Identity);
}

/** A reader of whom the test says whether it may read. */
function readerOf(standings: Standing[] = ['allowed']) {
  const listeners = new Set<() => void>();
  const reader: StreamReader = {
    identity: async () => identityOf(standings.length > 1 ? standings.shift() : standings[0]),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { reader, listeners, standings };
}

/** The stream of a feed, from the beginning. */
function streamOf(
  feed: Pick<ChangeFeed, 'after' | 'subscribe'>,
  timing: EventStreamTiming,
  who = readerOf(),
) {
  return new EventStream(new ControlPlaneChanges(feed, 'cp', 0), who.reader, timing);
}

function change(revision: number, size = 1): FeedChange {
  return { revision, text: `event: created\ndata: {"name":"${'x'.repeat(size)}"}\n\n` };
}

/** A feed of which the test says what is in it; counts how often it is read. */
function feedOf(changes: FeedChange[]) {
  const listeners = new Set<ChangeListener>();
  const state = { reads: 0 };
  const feed: Pick<ChangeFeed, 'after' | 'subscribe'> = {
    async after(_id, revision) {
      state.reads += 1;
      const [next, ...others] = changes.filter((later) => later.revision > revision);
      return { kind: 'changes', changes: next === undefined ? [] : [next], hasMore: others.length > 0 };
    },
    subscribe(_id, listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { feed, state, listeners };
}

test('a reader that stands still costs a bounded buffer and is dropped with an end it can resume from', async () => {
  const { feed, state, listeners } = feedOf(Array.from({ length: 1000 }, (_, at) => change(at + 1, 10_000)));
  const stream = streamOf(feed, { ...timing, slowReaderMs: 20 });
  await stream.run();
  expect(state.reads).toBeLessThan(20);
  expect(listeners.size).toBe(0);
  const received = await text(stream.body);
  const events = received.split('\n\n').filter((event) => event !== '');
  expect(events.at(-1)).toContain('"reason":"slow-reader"');
  expect(events.at(-1)).not.toContain('id:');
  expect(events.at(-2)).toMatch(new RegExp(`^id: ${state.reads}\n`));
});

test('where nothing happens a comment keeps the connection, and the feed is asked again', async () => {
  const changes: FeedChange[] = [];
  const { feed } = feedOf(changes);
  const stream = streamOf(feed, { ...timing, heartbeatMs: 5 });
  const running = stream.run();
  let received = '';
  for await (const chunk of stream.body) {
    received += chunk;
    if (received.includes(': heartbeat') && changes.length === 0) {
      changes.push(change(1));
    }
    if (received.includes('id: 1\n')) {
      stream.shutDown();
    }
  }
  await running;
  expect(received).toContain('"reason":"shutdown"');
});

test('a reader that goes away ends the stream and frees what it had', async () => {
  const { feed, listeners } = feedOf([change(1)]);
  const stream = streamOf(feed, timing);
  const running = stream.run();
  stream.body.once('data', () => stream.body.destroy());
  await running;
  expect(listeners.size).toBe(0);
});

test('a database that fails breaks the connection and is told', async () => {
  const { feed, listeners } = feedOf([]);
  const broken = { ...feed, after: () => Promise.reject(new Error('no database')) };
  const stream = streamOf(broken, timing);
  await expect(stream.run()).rejects.toThrow('no database');
  expect(stream.body.destroyed).toBe(true);
  expect(listeners.size).toBe(0);
});

test.each(['signed-out', 'no-role'] as const)(
  'whoever is %s is sent no change any more, and the stream ends',
  async (standing) => {
    const { feed, state, listeners } = feedOf([change(1), change(2)]);
    const standings: Standing[] = ['allowed', standing];
    const stream = streamOf(feed, timing, readerOf(standings));
    await stream.run();
    const received = await text(stream.body);
    expect(received).toContain('id: 1\n');
    expect(received).not.toContain('id: 2\n');
    expect(received).toContain(`"reason":"${standing}"`);
    expect(state.reads).toBe(1);
    expect(listeners.size).toBe(0);
  },
);

test('a stream at rest ends when people change, or when it is time to ask again', async () => {
  for (const standingMs of [NEVER_MS, 5]) {
    const { feed } = feedOf([]);
    const who = readerOf();
    const stream = streamOf(feed, { ...timing, standingMs }, who);
    const running = stream.run();
    await new Promise((resolve) => stream.body.once('readable', resolve));
    who.standings.splice(0, 1, 'signed-out');
    if (standingMs === NEVER_MS) {
      await vi.waitFor(() => {
        for (const listener of who.listeners) listener();
        expect(stream.body.writableEnded).toBe(true);
      }, 30_000);
    }
    await running;
    expect(await text(stream.body)).toContain('"reason":"signed-out"');
    expect(who.listeners.size).toBe(0);
  }
});
