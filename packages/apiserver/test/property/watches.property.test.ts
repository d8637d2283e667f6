import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ObjectStore } from '../../src/storage/object-store.ts';
import type { StoredEntry } from '../../src/storage/stored-entry.ts';
import { memoryContext } from '../server/memory-context.ts';
import { put, remove, storedObject } from '../server/store-writer.ts';
import { CrashingJournal } from './crashing-journal.ts';
import { listView, WatchingClient } from './watching-client.ts';

const TABLE = 'configmaps';
/** So short that whoever stays behind is soon told to list anew. */
const shortLog = { maxChanges: 6, maxSupersededChars: 100_000 };

type Step =
  | { do: 'put' | 'remove'; name: string; labelled: boolean }
  | { do: 'turn' }
  | { do: 'connect'; client: number }
  | { do: 'disconnect'; client: number }
  | { do: 'bookmark'; client: number }
  | { do: 'read'; client: number; writes: number }
  | { do: 'crash'; luck: number };

const name = fc.constantFrom('a', 'b', 'c', 'd');
const client = fc.nat({ max: 3 });
const writing = fc.record({
  do: fc.constantFrom('put' as const, 'put' as const, 'remove' as const),
  name,
  labelled: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: writing, weight: 8 },
  { arbitrary: fc.record({ do: fc.constant('turn' as const) }), weight: 4 },
  {
    arbitrary: fc.record({
      do: fc.constantFrom('connect' as const, 'disconnect' as const, 'bookmark' as const),
      client,
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      client,
      writes: fc.integer({ min: 1, max: 4 }),
    }),
    weight: 4,
  },
  {
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      luck: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    weight: 1,
  },
);

/** A state that a write has left: a revision, or undefined for none. */
interface State {
  revision: number | undefined;
  isAcknowledged: boolean;
}

/** A server whose power may go, with its clients, and all that was promised to them. */
class World {
  /** No list is ever of revision 0, which means "any" where a watch names it. */
  #journal = new CrashingJournal({ revision: 5, objects: [] });
  #store = new ObjectStore(this.#journal, shortLog);
  #context = memoryContext(this.#store);
  readonly clients = ['', '', 'on', '!on'].map((selector) => ({
    selector,
    client: new WatchingClient(selector),
  }));
  /** By name, all states since the last crash, oldest first. */
  readonly #states = new Map<string, State[]>();

  write(kind: 'put' | 'remove', name: string, labelled: boolean): void {
    const head = this.#store.table(TABLE).head(`default/${name}`);
    if (kind === 'remove' && head === undefined) return;
    const object = storedObject(name, labelled ? { labels: { on: '' } } : {});
    const { entry, durable } =
      kind === 'put' ? put(this.#store, object, TABLE) : remove(this.#store, name, TABLE);
    const state: State = { revision: kind === 'put' ? entry.revision : undefined, isAcknowledged: false };
    this.#states.set(name, [...(this.#states.get(name) ?? []), state]);
    void durable.then(() => {
      state.isAcknowledged = true;
    });
  }

  connect(index: number): Promise<void> | undefined {
    return this.clients[index]?.client.connect(this.#context);
  }

  /** The power goes, and the server starts again on what is left. */
  crash(luck: number): void {
    for (const { client } of this.clients) client.disconnect();
    this.#journal = this.#journal.crash(luck);
    this.#store = new ObjectStore(this.#journal, shortLog);
    this.#context = memoryContext(this.#store);
    for (const [name, states] of this.#states) {
      const found = this.#store.table(TABLE).get(`default/${name}`);
      expect(promised(states)).toContain(found?.revision);
      this.#states.set(name, [{ revision: found?.revision, isAcknowledged: true }]);
    }
  }

  /** Lets everybody finish, and compares what they see with what there is. */
  async settle(): Promise<void> {
    for (const [index, { client, selector }] of this.clients.entries()) {
      // Once more for those who are told that they have to list anew.
      for (let attempt = 0; attempt < 2; attempt += 1) {
        await this.connect(index);
        await turn();
        client.read(1000);
        await turn();
      }
      const { view } = await listView(this.#context, selector);
      expect(client.view).toEqual(view);
      expect(client.faults).toEqual([]);
    }
  }
}

/** The states that may be there after a crash: the last that was acknowledged, or any later one. */
function promised(states: readonly State[]): (number | undefined)[] {
  const last = states.findLastIndex(({ isAcknowledged }) => isAcknowledged);
  const later = states.slice(Math.max(last, 0)).map(({ revision }) => revision);
  return last < 0 ? [undefined, ...later] : later;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function play(world: World, step: Step): Promise<void> {
  switch (step.do) {
    case 'put':
    case 'remove':
      return world.write(step.do, step.name, step.labelled);
    case 'crash':
      return world.crash(step.luck);
    case 'turn':
      return turn();
    case 'connect':
      return world.connect(step.client);
    case 'read':
      return world.clients[step.client]?.client.read(step.writes);
    case 'bookmark':
      return world.clients[step.client]?.client.bookmark();
    case 'disconnect':
      return world.clients[step.client]?.client.disconnect();
  }
}

it('every watcher comes to see what the list shows, and nothing acknowledged is lost, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
      const world = new World();
      for (const step of steps) await play(world, step);
      await turn();
      await turn();
      await turn();
      await world.settle();
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) },
  );
}, 300_000);

it('a snapshot of any retained revision is what was there then', async () => {
  const write = fc.record({ name, isRemoval: fc.boolean(), waits: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 40 }), async (writes) => {
      const store = new ObjectStore(new CrashingJournal(), { maxChanges: 12, maxSupersededChars: 100_000 });
      const table = store.table(TABLE);
      const then = new Map<number, string[]>();
      store.onPublished(() => then.set(store.revision, shown(table.snapshot(store.revision))));
      for (const { name, isRemoval, waits } of writes) {
        const isThere = table.head(`default/${name}`) !== undefined;
        const { durable } =
          isRemoval && isThere ? remove(store, name, TABLE) : put(store, storedObject(name), TABLE);
        if (waits) await durable;
      }
      await turn();
      await turn();
      await turn();
      for (const [revision, names] of then) {
        const snapshot = table.snapshot(revision);
        if (revision < table.log.floor) expect(snapshot).toBeUndefined();
        else expect(shown(snapshot)).toEqual(names);
      }
    }),
  );
});

function shown(entries: Iterable<StoredEntry> | undefined): string[] {
  return [...(entries ?? [])].map(({ name, revision }) => `${name}@${revision}`);
}
