import { allTargetsPath, targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { describe, expect, test } from 'vitest';
import { type Scene, startScene } from '../../test/scenes.ts';

interface Listed {
  target: string;
}
interface Page {
  data: Listed[];
  next: string | null;
  offset?: string;
}

/** Creates targets `t0:1`, `t1:1`, … in this order. */
async function createTargets({ client, targets }: Scene, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await client.createEntity(targets, { target: `t${index}:1` });
  }
}

function names(page: { data: readonly { target: string }[] }): string[] {
  return page.data.map(({ target }) => target.split(':')[0] ?? '');
}

describe('pages', () => {
  test('follow one another in the order of creation, and the last says so', async () => {
    const scene = await startScene();
    await createTargets(scene, 7);
    const seen: string[][] = [];
    let path: string | null = `${scene.targets}?size=3`;
    while (path !== null) {
      const { body } = await scene.send('GET', path);
      const page = body as Page;
      seen.push(names(page));
      expect(page.next === null).toBe(page.offset === undefined);
      path = page.next;
    }
    expect(seen).toEqual([['t0', 't1', 't2'], ['t3', 't4', 't5'], ['t6']]);
  });

  test('have no offset on a last page that is full', async () => {
    const scene = await startScene();
    await createTargets(scene, 3);
    const { body } = await scene.send('GET', `${scene.targets}?size=3`);
    expect(body).toEqual({ data: [expect.anything(), expect.anything(), expect.anything()], next: null });
  });

  test('stay in order when entities are created and deleted in between', async () => {
    const scene = await startScene();
    await createTargets(scene, 4);
    const first = await scene.client.listEntities<Listed & { id: string }>(scene.targets, { size: 2 });
    const last = first.data.at(-1);
    await scene.client.deleteEntity(scene.targets, last?.id ?? '');
    await scene.client.createEntity(scene.targets, { target: 'late:1' });
    const second = await scene.client.listEntities<Listed>(scene.targets, {
      size: 10,
      offset: first.offset ?? '',
    });
    expect(names(second)).toEqual(['t2', 't3', 'late']);
  });

  test('a PUT of an entity leaves it where it was', async () => {
    const scene = await startScene();
    await createTargets(scene, 3);
    const [first] = (await scene.client.listEntities<Listed & { id: string }>(scene.targets)).data;
    await scene.client.putEntity(scene.targets, first?.id ?? '', { target: 't0:1', weight: 1 });
    expect(names(await scene.client.listEntities<Listed>(scene.targets))).toEqual(['t0', 't1', 't2']);
  });

  test('go the other way with sort_desc', async () => {
    const scene = await startScene();
    await createTargets(scene, 5);
    const first = (await scene.send('GET', `${scene.targets}?size=3&sort_desc=1`)).body as Page;
    const second = (await scene.send('GET', first.next ?? '')).body as Page;
    expect([names(first), names(second)]).toEqual([
      ['t4', 't3', 't2'],
      ['t1', 't0'],
    ]);
  });

  test('hold 100 unless asked otherwise', async () => {
    const scene = await startScene();
    await Promise.all(
      Array.from({ length: 101 }, (_, index) =>
        scene.client.createEntity(scene.targets, { target: `t${index}` }),
      ),
    );
    expect((await scene.client.listEntities(scene.targets)).data).toHaveLength(100);
    expect((await scene.client.listEntities(scene.targets, { size: 1000 })).data).toHaveLength(101);
    const all: unknown[] = [];
    for await (const target of scene.client.iterateEntities(scene.targets)) {
      all.push(target);
    }
    expect(all).toHaveLength(101);
  });

  test('of a collection without entities are empty', async () => {
    const { client, targets } = await startScene();
    expect(await client.listEntities(targets)).toEqual({ data: [], next: null });
  });

  test.each([
    ['size=0', 'size'],
    ['size=1001', 'size'],
    ['size=-1', 'size'],
    ['size=ten', 'size'],
    ['size=', 'size'],
    ['size=1.5', 'size'],
    ['size=1&size=2', 'size'],
    ['offset=x', 'offset'],
    ['offset=c2VxOjF4', 'offset'],
    ['offset=c2VxOjE&offset=c2VxOjE', 'offset'],
    ['page[size]=1001', 'page[size]'],
    ['page[number]=0', 'page[number]'],
    ['tags=a,b/c', 'tags'],
  ])('%s is 400 and names %s', async (search, field) => {
    const { send, targets } = await startScene();
    expect(await send('GET', `${targets}?${search}`)).toMatchObject({
      status: 400,
      body: { code: 3, message: 'validation error', details: [{ type: 'ERROR_TYPE_FIELD', field }] },
    });
  });

  test('an empty offset and empty tags count as not given', async () => {
    const scene = await startScene();
    await createTargets(scene, 1);
    const { body } = await scene.send('GET', `${scene.targets}?offset=&tags=&unknown=1`);
    expect(names(body as Page)).toEqual(['t0']);
  });
});

describe('filters', () => {
  async function tagged(): Promise<Scene> {
    const scene = await startScene();
    const tags = { both: ['red', 'blue'], red: ['red'], blue: ['blue', 'a b'], none: [] };
    for (const [name, own] of Object.entries(tags)) {
      await scene.client.createEntity(scene.targets, { target: name, tags: own });
    }
    return scene;
  }

  test.each([
    ['tags=red', ['both', 'red']],
    ['tags=red,blue', ['both']],
    ['tags=red/blue', ['both', 'red', 'blue']],
    ['tags=red,', ['both', 'red']],
    ['tags=red,red', ['both', 'red']],
    ['tags=a%20b', ['blue']],
    ['tags=green', []],
    ['tags=red,green', []],
    ['tags=red/green', ['both', 'red']],
    ['tags=RED', []],
    ['tags=red/blue&size=2', ['both', 'red']],
    ['tags=red/blue&sort_desc=1', ['blue', 'red', 'both']],
  ])('%s finds %j', async (search, expected) => {
    const { send, targets } = await tagged();
    const { body } = await send('GET', `${targets}?${search}`);
    expect(names(body as Page)).toEqual(expected);
  });

  test('by tags go on over pages', async () => {
    const { send, targets } = await tagged();
    const first = (await send('GET', `${targets}?tags=red/blue&size=2`)).body as Page;
    const second = (await send('GET', first.next ?? '')).body as Page;
    expect(names(second)).toEqual(['blue']);
    expect(second.next).toBeNull();
  });

  test('by tags follow the changes of an entity', async () => {
    const { client, targets } = await tagged();
    const [red] = (await client.listEntities<Listed & { id: string }>(targets, { tags: ['red', 'blue'] }))
      .data;
    await client.putEntity(targets, red?.id ?? '', { target: 'both', tags: ['green'] });
    expect(names(await client.listEntities<Listed>(targets, { tags: ['red'] }))).toEqual(['red']);
    expect(names(await client.listEntities<Listed>(targets, { tags: ['green'] }))).toEqual(['both']);
  });

  test.each([
    ['filter[name][eq]=web', ['web']],
    ['filter[name][eq]=we', []],
    ['filter[name][contains]=api', ['api-one', 'api-two']],
    ['filter[name][contains]=API', []],
    ['filter[name][contains]=%25', []],
    ['filter[name][contains]=api&page[size]=1&page[number]=2', ['api-two']],
    ['filter[name][contains]=&page[size]=30&page[number]=1', ['web', 'api-one', 'api-two']],
    ['page[size]=2&page[number]=2', ['api-two']],
    ['page[size]=2&page[number]=9', []],
  ])('%s finds the upstreams %j', async (search, expected) => {
    const { client, send, upstreams } = await startScene();
    await client.createEntity(upstreams, { name: 'api-one' });
    await client.createEntity(upstreams, { name: 'api-two' });
    const { body } = await send('GET', `${upstreams}?${search}`);
    expect((body as { data: { name: string }[] }).data.map(({ name }) => name)).toEqual(expected);
  });
});

test('the targets of all upstreams of a control plane, and of no other, are in one list', async () => {
  const { client, controlPlaneId, upstreams, targets, createGateway } = await startScene();
  const second = await client.createEntity<{ id: string }>(upstreams, { name: 'second' });
  await client.createEntity(targets, { target: 'a' });
  await client.createEntity(targetsPath(controlPlaneId, second.id), { target: 'b' });
  const other = { id: await createGateway() };
  const elsewhere = await client.createEntity<{ id: string }>(upstreamsPath(other.id), { name: 'web' });
  await client.createEntity(targetsPath(other.id, elsewhere.id), { target: 'c' });
  expect(names(await client.listEntities<Listed>(allTargetsPath(controlPlaneId)))).toEqual(['a', 'b']);
  expect(names(await client.listEntities<Listed>(targets))).toEqual(['a']);
});
