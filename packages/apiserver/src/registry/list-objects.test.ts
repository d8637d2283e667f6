import { beforeEach, describe, expect, it } from 'vitest';
import { memoryContext } from '../../test/server/memory-context.ts';
import { MemoryJournal } from '../../test/server/memory-journal.ts';
import { put, remove, storedObject } from '../../test/server/store-writer.ts';
import { ApiError } from '../status/api-error.ts';
import { ObjectStore } from '../storage/object-store.ts';
import { configMap } from './built-ins/config-map.ts';
import { listObjects } from './list-objects.ts';

const TABLE = configMap.id;
const target = {
  resource: configMap,
  version: configMap.storageVersion,
  namespace: 'default',
  name: '',
  subresource: '',
};

let store: ObjectStore;
beforeEach(async () => {
  store = new ObjectStore(new MemoryJournal(), { maxChanges: 4, maxSupersededChars: 100_000 });
  for (const name of ['a', 'b', 'c', 'd']) await put(store, storedObject(name), TABLE).durable;
});

const list = (query: string) => listObjects(memoryContext(store), target, new URLSearchParams(query));
const names = (page: Awaited<ReturnType<typeof list>>) => page.entries.map(({ name }) => name);

/** So many changes that the log forgets the first page's revision. */
async function moveOn(): Promise<void> {
  await remove(store, 'c', TABLE).durable;
  for (let count = 0; count < 5; count += 1) await put(store, storedObject('e'), TABLE).durable;
}

async function refusal(query: string): Promise<ApiError> {
  const outcome = await list(query).catch((error: unknown) => error);
  if (outcome instanceof ApiError) return outcome;
  throw new Error(`${query} was not refused`);
}

describe('a list', () => {
  it('whose snapshot is forgotten between pages offers a token that goes on in the present', async () => {
    const first = await list('limit=2');
    expect([names(first), first.remaining]).toEqual([['a', 'b'], 2]);
    await moveOn();
    const { status } = await refusal(`limit=2&continue=${first.continueToken}`);
    expect(status).toMatchObject({ code: 410, reason: 'Expired' });
    const rest = await list(`limit=9&continue=${status.metadata.continue}`);
    expect(names(rest)).toEqual(['d', 'e']);
    expect(rest.revision).toBe(store.revision);
  });

  it('at a revision that is forgotten is refused without a token', async () => {
    const then = store.revision;
    await moveOn();
    const { status } = await refusal(`resourceVersion=${then}&resourceVersionMatch=Exact`);
    expect(status).toMatchObject({ code: 410, reason: 'Expired', metadata: {} });
    expect(status.metadata.continue).toBeUndefined();
  });

  it('shows nothing of a write that is not durable yet', async () => {
    const write = put(store, storedObject('e'), TABLE);
    expect(names(await list(''))).toEqual(['a', 'b', 'c', 'd']);
    await write.durable;
    expect(names(await list(''))).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
