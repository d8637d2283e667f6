import type { KubeObject } from '../../../src/kube-object.ts';
import { expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap, widget } from '../widget.ts';

/** JSON patches, with the data that they leave of `{ a: '1', b: '2' }`. */
const jsonPatches: [string, object[], Record<string, string>][] = [
  ['add', [{ op: 'add', path: '/data/c', value: '3' }], { a: '1', b: '2', c: '3' }],
  ['add in place of what is there', [{ op: 'add', path: '/data/a', value: '9' }], { a: '9', b: '2' }],
  ['remove', [{ op: 'remove', path: '/data/a' }], { b: '2' }],
  ['replace', [{ op: 'replace', path: '/data/a', value: '9' }], { a: '9', b: '2' }],
  ['move', [{ op: 'move', from: '/data/a', path: '/data/c' }], { b: '2', c: '1' }],
  ['copy', [{ op: 'copy', from: '/data/a', path: '/data/c' }], { a: '1', b: '2', c: '1' }],
  [
    'test and go on',
    [
      { op: 'test', path: '/data/a', value: '1' },
      { op: 'remove', path: '/data/a' },
    ],
    { b: '2' },
  ],
  [
    'test for absence by null',
    [
      { op: 'test', path: '/data/c', value: null },
      { op: 'add', path: '/data/c', value: '3' },
    ],
    { a: '1', b: '2', c: '3' },
  ],
  [
    'follow escapes',
    [
      { op: 'add', path: '/data/x~1y', value: '3' },
      { op: 'move', from: '/data/x~1y', path: '/data/z' },
    ],
    { a: '1', b: '2', z: '3' },
  ],
];

/** JSON patches that can't be applied, with the code of the refusal. */
const refusedJsonPatches: [string, unknown, number][] = [
  ['a test that fails', [{ op: 'test', path: '/data/a', value: 'x' }], 422],
  ['the removal of what isn’t there', [{ op: 'remove', path: '/data/none' }], 422],
  ['an unknown operation', [{ op: 'twist', path: '/data/a' }], 422],
  ['an object in place of a list', { op: 'remove' }, 400],
];

async function object({ client, configMaps, fresh }: Place): Promise<string> {
  const name = fresh();
  expectStatus(await client.create(configMaps, configMap(name, { a: '1', b: '2' })), 201);
  return `${configMaps}/${name}`;
}

export const jsonPatch: Topic = {
  title: 'JSON patches',
  source: sources.jsonPatch,
  cases: [
    ...jsonPatches.map(([what, operations, data]) => ({
      name: what,
      run: async (place: Place) => {
        const answer = await place.client.patch(await object(place), operations, 'json');
        expectEqual(expectStatus(answer, 200)['data'], data);
      },
    })),
    ...refusedJsonPatches.map(([what, patch, code]) => ({
      name: `refuse ${what}, and change nothing`,
      run: async (place: Place) => {
        const path = await object(place);
        const both = Array.isArray(patch) ? [{ op: 'add', path: '/data/new', value: '1' }, ...patch] : patch;
        expectEqual((await place.client.patch(path, both, 'json')).status, code);
        expectEqual((await place.client.get(path)).object['data'], { a: '1', b: '2' });
      },
    })),
    {
      name: 'work on lists by index, at the end, and counted from it',
      since: '1.25',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        await client.create(widgets, widget(group, name, { words: ['a', 'b'] }));
        const operations = [
          { op: 'add', path: '/spec/words/-', value: 'd' },
          { op: 'add', path: '/spec/words/2', value: 'c' },
          { op: 'remove', path: '/spec/words/0' },
          { op: 'replace', path: '/spec/words/-1', value: 'e' },
        ];
        expectPart(expectStatus(await client.patch(`${widgets}/${name}`, operations, 'json'), 200), {
          spec: { words: ['b', 'c', 'e'] },
        });
      },
    },
  ],
};

export const mergePatch: Topic = {
  title: 'Merge patches',
  source: sources.mergePatch,
  cases: [
    {
      name: 'merge objects, remove what is null, and replace lists',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        await client.create(
          widgets,
          widget(group, name, { size: 3, words: ['a', 'b'], limits: { x: '1', y: '2' } }),
        );
        const patch = { spec: { size: null, words: ['c'], limits: { x: null, z: '3' } } };
        const patched = expectStatus(await client.patch(`${widgets}/${name}`, patch), 200);
        expectEqual(patched['spec'], { replicas: 1, words: ['c'], limits: { y: '2', z: '3' } });
      },
    },
    {
      name: 'can’t change what an object is, or its name',
      since: '1.25',
      run: async (place) => {
        const path = await object(place);
        expectEqual((await place.client.patch(path, { metadata: { name: 'other' } })).status, 400);
        expectEqual((await place.client.patch(path, { kind: 'Secret' })).status, 400);
      },
    },
    {
      name: 'are checked like every other write',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        await client.create(widgets, widget(group, name));
        expectRefusal(
          await client.patch(`${widgets}/${name}`, { spec: { size: 'big' } }),
          422,
          'Invalid',
          'spec.size',
        );
      },
    },
    {
      name: 'of a type that a resource doesn’t take are answered with 415',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        await client.create(widgets, widget(group, name));
        expectRefusal(
          await client.patch(`${widgets}/${name}`, { spec: {} }, 'strategic-merge'),
          415,
          'UnsupportedMediaType',
        );
        expectRefusal(
          await client.send('PATCH', `${widgets}/${name}`, '{}', { 'content-type': 'text/plain' }),
          415,
          'UnsupportedMediaType',
        );
      },
    },
    {
      name: 'to what isn’t there are answered with 404',
      run: async ({ client, configMaps, fresh }) => {
        expectRefusal(await client.patch(`${configMaps}/${fresh()}`, { data: {} }), 404, 'NotFound');
      },
    },
  ],
};

const owner = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', name, uid: `uid-${name}` });

/** A ServiceAccount: it has lists that merge by a key. */
async function account(
  { client, namespace, fresh }: Place,
  more: object,
): Promise<{ path: string; object: KubeObject }> {
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const name = fresh();
  const body = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name }, ...more };
  return { path: `${accounts}/${name}`, object: expectStatus(await client.create(accounts, body), 201) };
}

export const strategicMergePatch: Topic = {
  title: 'Strategic merge patches',
  source: sources.strategicMerge,
  cases: [
    {
      name: 'merge maps as merge patches do',
      run: async (place) => {
        const path = await object(place);
        const answer = await place.client.patch(path, { data: { a: null, c: '3' } }, 'strategic-merge');
        expectEqual(expectStatus(answer, 200)['data'], { b: '2', c: '3' });
      },
    },
    {
      name: 'merge lists of objects by their key',
      run: async (place) => {
        const { path } = await account(place, { secrets: [{ name: 'a' }, { name: 'b', namespace: 'x' }] });
        // Of a Secret that an account names, the name alone is kept.
        const patch = { secrets: [{ name: 'b', namespace: 'y' }, { name: 'c' }] };
        const { object: patched } = await place.client.patch(path, patch, 'strategic-merge');
        const secrets = patched['secrets'] as { name: string }[];
        expectEqual(
          secrets.toSorted((x, y) => (x.name < y.name ? -1 : 1)),
          [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
        );
      },
    },
    {
      name: 'delete items by `$patch: delete`, and replace lists by `$patch: replace`',
      run: async (place) => {
        const { path } = await account(place, { secrets: [{ name: 'a' }, { name: 'b' }] });
        const removal = { secrets: [{ name: 'a', $patch: 'delete' }] };
        expectEqual((await place.client.patch(path, removal, 'strategic-merge')).object['secrets'], [
          { name: 'b' },
        ]);
        const replacement = { secrets: [{ name: 'z' }, { $patch: 'replace' }] };
        expectEqual((await place.client.patch(path, replacement, 'strategic-merge')).object['secrets'], [
          { name: 'z' },
        ]);
      },
    },
    {
      name: 'merge finalizers as a set, and take some out by `$deleteFromPrimitiveList`',
      run: async (place) => {
        const path = await object(place);
        const add = (finalizers: string[]) =>
          place.client.patch(path, { metadata: { finalizers } }, 'strategic-merge');
        await add(['x.example.com/a']);
        expectEqual((await add(['x.example.com/b'])).object.metadata.finalizers?.toSorted(), [
          'x.example.com/a',
          'x.example.com/b',
        ]);
        const removal = {
          metadata: { '$deleteFromPrimitiveList/finalizers': ['x.example.com/a', 'x.example.com/b'] },
        };
        expectEqual(
          (await place.client.patch(path, removal, 'strategic-merge')).object.metadata.finalizers,
          undefined,
        );
      },
    },
    {
      name: 'merge owners by their uid',
      run: async (place) => {
        const { path, object: first } = await account(place, {});
        const own = { apiVersion: 'v1', kind: 'Namespace', name: place.namespace };
        const { uid } = (await place.client.get(`/api/v1/namespaces/${place.namespace}`)).object.metadata;
        const patch = (one: object) =>
          place.client.patch(path, { metadata: { ownerReferences: [one] } }, 'strategic-merge');
        await patch({ ...own, uid });
        const { object: patched } = await patch({ ...own, uid, controller: true });
        expectEqual(patched.metadata.ownerReferences, [{ ...own, uid, controller: true }]);
        expectEqual(first.metadata.ownerReferences, undefined);
      },
    },
    {
      name: 'refuse items without their key',
      run: async (place) => {
        const { path } = await account(place, { secrets: [{ name: 'a' }] });
        const { status } = await place.client.patch(
          path,
          { metadata: { ownerReferences: [{ ...owner('x'), uid: undefined }] } },
          'strategic-merge',
        );
        expectEqual(status >= 400 && status < 500, true);
      },
    },
  ],
};
