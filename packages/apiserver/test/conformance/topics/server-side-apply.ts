import type { KubeObject, ManagedFieldsEntry } from '../../../src/kube-object.ts';
import { expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap, widget } from '../widget.ts';

/** Applies a Widget as a manager. */
function applier({ client, widgets, group, fresh }: Place) {
  const name = fresh();
  const path = `${widgets}/${name}`;
  const apply = (manager: string, spec: object, query = '') =>
    client.apply(path, widget(group, name, spec), manager, query);
  return { path, name, apply };
}

const managers = ({ metadata }: KubeObject): string[] =>
  (metadata.managedFields ?? []).map(({ manager, operation }) => `${manager} ${operation}`);
const entry = ({ metadata }: KubeObject, manager: string): ManagedFieldsEntry | undefined =>
  metadata.managedFields?.find((one) => one.manager === manager);
const specOf = (object: KubeObject): Record<string, unknown> => object['spec'] as Record<string, unknown>;

const FINALIZER = 'conformance.example.com/hold';

export const serverSideApply: Topic = {
  title: 'Server-side apply',
  source: sources.serverSideApply,
  cases: [
    {
      name: 'creates what is missing, and answers 201 then and 200 later',
      run: async (place) => {
        const { apply } = applier(place);
        const created = expectStatus(await apply('one', { size: 3 }), 201);
        expectPart(entry(created, 'one'), {
          operation: 'Apply',
          apiVersion: `${place.group}/v1`,
          fieldsV1: { 'f:spec': { 'f:size': {} } },
        });
        expectStatus(await apply('one', { size: 4 }), 200);
      },
    },
    {
      name: 'is idempotent: the second time changes nothing, not even the revision',
      run: async (place) => {
        const { apply } = applier(place);
        const spec = { size: 3, parts: [{ name: 'a', count: 1 }], tags: ['x'] };
        const first = expectStatus(await apply('one', spec), 201);
        expectEqual(expectStatus(await apply('one', spec), 200), first);
      },
    },
    {
      name: 'removes fields that its manager no longer declares, and keeps those of others',
      run: async (place) => {
        const { apply } = applier(place);
        await apply('one', { size: 3, color: 'red', limits: { a: '1' } });
        await apply('two', { title: 'x', limits: { b: '2' } });
        const left = expectStatus(await apply('one', { size: 3 }), 200);
        expectEqual(specOf(left), { size: 3, replicas: 1, title: 'x', limits: { b: '2' } });
      },
    },
    {
      name: 'refuses to change what another manages, and names manager and field',
      run: async (place) => {
        const { apply } = applier(place);
        await apply('one', { size: 3, title: 'x' });
        const refused = await apply('two', { size: 4 });
        expectRefusal(
          refused,
          409,
          'Conflict',
          'Apply failed with 1 conflict: conflict with "one": .spec.size',
        );
        expectPart(refused.failure.details ?? {}, {
          causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.size' }],
        });
        expectRefusal(
          await apply('two', { size: 4, title: 'y' }),
          409,
          'Conflict',
          'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.size\n- .spec.title',
        );
      },
    },
    {
      name: 'by force takes the field over from its manager',
      since: '1.25',
      run: async (place) => {
        const { apply } = applier(place);
        await apply('one', { size: 3, title: 'x' });
        const forced = expectStatus(await apply('two', { size: 4 }, '&force=true'), 200);
        expectEqual(specOf(forced)['size'], 4);
        expectEqual(entry(forced, 'one')?.fieldsV1, { 'f:spec': { 'f:title': {} } });
      },
    },
    {
      name: 'of a value that another has given, too, makes both its owners',
      run: async (place) => {
        const { apply } = applier(place);
        await apply('one', { size: 3 });
        const shared = expectStatus(await apply('two', { size: 3 }), 200);
        expectEqual(managers(shared).toSorted(), ['one Apply', 'two Apply']);
        expectEqual(specOf(expectStatus(await apply('one', {}), 200))['size'], 3);
      },
    },
    {
      name: 'conflicts with who wrote a field by other means, until forced',
      run: async (place) => {
        const { apply, path } = applier(place);
        await apply('one', { size: 3 });
        await place.client.patch(`${path}?fieldManager=hand`, { spec: { size: 5 } });
        const refused = await apply('one', { size: 3 });
        expectRefusal(refused, 409, 'Conflict', `conflict with "hand" using ${place.group}/v1: .spec.size`);
        expectEqual(specOf(expectStatus(await apply('one', { size: 3 }, '&force=true'), 200))['size'], 3);
      },
    },
    {
      name: 'merges lists of type map by their keys, and sets by their values',
      since: '1.25',
      run: async (place) => {
        const { apply } = applier(place);
        await apply('one', { parts: [{ name: 'a', count: 1 }], tags: ['x', 'y'] });
        const merged = expectStatus(
          await apply('two', {
            parts: [
              { name: 'b', count: 2 },
              { name: 'a', note: 'n' },
            ],
            tags: ['z'],
          }),
          200,
        );
        const { parts, tags } = specOf(merged) as { parts: { name: string }[]; tags: string[] };
        expectEqual(
          parts.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
          [
            { name: 'a', count: 1, note: 'n' },
            { name: 'b', count: 2 },
          ],
        );
        expectEqual(tags.toSorted(), ['x', 'y', 'z']);
        const left = specOf(expectStatus(await apply('two', {}), 200));
        expectPart(left, { parts: [{ name: 'a', count: 1 }], tags: ['x', 'y'] });
      },
    },
    {
      name: 'replaces atomic lists and maps as a whole, and conflicts over them as a whole',
      since: '1.25',
      run: async (place) => {
        const { apply } = applier(place);
        await apply('one', { words: ['a', 'b'], selector: { a: '1' } });
        expectRefusal(await apply('two', { words: ['a', 'c'] }), 409, 'Conflict', '.spec.words');
        expectRefusal(await apply('two', { selector: { b: '2' } }), 409, 'Conflict', '.spec.selector');
        const forced = expectStatus(await apply('two', { words: ['c'] }, '&force=true'), 200);
        expectEqual(specOf(forced)['words'], ['c']);
      },
    },
    {
      name: 'through a subresource is another manager than through the object itself',
      since: '1.25',
      run: async (place) => {
        const { client, group } = place;
        const { apply, path, name } = applier(place);
        await apply('one', { size: 3 });
        const status = {
          apiVersion: `${group}/v1`,
          kind: 'Widget',
          metadata: { name },
          status: { phase: 'Ready' },
        };
        const reported = expectStatus(await client.apply(`${path}/status`, status, 'one'), 200);
        expectEqual(
          reported.metadata.managedFields?.map(({ subresource }) => subresource ?? ''),
          ['', 'status'],
        );
        expectPart(expectStatus(await apply('one', { size: 4 }), 200), { status: { phase: 'Ready' } });
      },
    },
    {
      name: 'asks for a manager, and for no force outside of it',
      run: async (place) => {
        const { client, configMaps, fresh } = place;
        const name = fresh();
        const type = { 'content-type': 'application/apply-patch+yaml' };
        expectRefusal(
          await client.send('PATCH', `${configMaps}/${name}`, JSON.stringify(configMap(name)), type),
          422,
          'Invalid',
          'fieldManager: Required value: is required for apply patch',
        );
        await client.create(configMaps, configMap(name));
        expectRefusal(
          await client.patch(`${configMaps}/${name}?force=true`, {}),
          422,
          'Invalid',
          'force: Forbidden: may not be specified for non-apply patch',
        );
      },
    },
    {
      name: 'refuses managedFields in what is applied, and fields that nobody knows',
      since: '1.25',
      run: async (place) => {
        const { client, configMaps, widgets, group, fresh } = place;
        const name = fresh();
        const managed = configMap(
          name,
          {},
          {
            managedFields: [
              { manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} },
            ],
          },
        );
        expectRefusal(
          await client.apply(`${configMaps}/${name}`, managed, 'one'),
          400,
          'BadRequest',
          'metadata.managedFields must be nil',
        );
        for (const [what, field] of [
          [widget(group, name, { unheardOf: 1 }), '.spec.unheardOf'],
          [widget(group, name, {}, { unheardOf: 1 }), '.metadata.unheardOf'],
        ] as const) {
          const refused = await client.apply(`${widgets}/${name}`, what, 'one');
          expectEqual(refused.status >= 400, true);
          expectEqual(refused.failure.message?.includes(`${field}: field not declared in schema`), true);
        }
      },
    },
    {
      name: 'is read as YAML',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        const yaml = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "1"\n`;
        const answer = await client.send('PATCH', `${configMaps}/${name}?fieldManager=one`, yaml, {
          'content-type': 'application/apply-patch+yaml',
        });
        expectPart(expectStatus(answer, 201), { data: { a: '1' } });
      },
    },
    {
      name: 'takes part in optimistic locking when it names a state',
      run: async (place) => {
        const { client, configMaps, fresh } = place;
        const name = fresh();
        const stale = configMap(name, { a: '2' }, { resourceVersion: '1' });
        await client.apply(`${configMaps}/${name}`, configMap(name, { a: '1' }), 'one');
        expectRefusal(await client.apply(`${configMaps}/${name}`, stale, 'one'), 409, 'Conflict');
      },
    },
    {
      name: 'goes on from what `kubectl apply` did on the client’s side',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        const path = `${configMaps}/${name}`;
        const declared = configMap(name, { a: '1', b: '2' });
        const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(declared) };
        const agent = '?fieldManager=kubectl-client-side-apply';
        expectStatus(
          await client.create(`${configMaps}${agent}`, configMap(name, { a: '1', b: '2' }, { annotations })),
          201,
        );
        const applied = expectStatus(await client.apply(path, configMap(name, { a: '9' }), 'kubectl'), 200);
        expectPart(applied, { data: { a: '9' } });
        expectPart(entry(applied, 'kubectl'), { operation: 'Apply' });
      },
    },
    {
      name: 'takes no finalizer along that belongs to nobody, when its manager drops another',
      run: async (place) => {
        const { client, configMaps, fresh } = place;
        const name = fresh();
        const path = `${configMaps}/${name}`;
        const apply = (manager: string, metadata: object) =>
          client.apply(path, configMap(name, {}, metadata), manager);
        const { metadata } = expectStatus(await apply('one', { finalizers: [`${FINALIZER}-1`] }), 201);
        expectStatus(await apply('two', { finalizers: [`${FINALIZER}-2`] }), 200);
        const owner = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name,
          uid: metadata.uid,
          blockOwnerDeletion: true,
        };
        const dependent = configMap(fresh(), {}, { ownerReferences: [owner], finalizers: [FINALIZER] });
        expectStatus(await client.create(configMaps, dependent), 201);
        expectStatus(await client.delete(path, { propagationPolicy: 'Foreground' }), 200);
        const left = expectStatus(await apply('one', {}), 200);
        expectEqual(left.metadata.finalizers, [`${FINALIZER}-2`, 'foregroundDeletion']);
        const release = { metadata: { finalizers: null } };
        expectStatus(await client.patch(`${configMaps}/${dependent.metadata.name}`, release), 200);
        expectStatus(await client.patch(path, release), 200);
      },
    },
    {
      name: 'moves no time of its manager when it changes nothing of the object',
      since: '1.25',
      run: async (place) => {
        const { apply } = applier(place);
        const first = expectStatus(await apply('one', { size: 3, title: 'x' }), 201);
        await apply('two', { size: 3 });
        const shared = expectStatus(await apply('one', { title: 'x' }), 200);
        expectEqual(entry(shared, 'one')?.fieldsV1, { 'f:spec': { 'f:title': {} } });
        expectEqual(entry(shared, 'one')?.time, entry(first, 'one')?.time);
      },
    },
    {
      name: 'drops all managers that are cleared by `[{}]`, and none of a custom resource by `[]`',
      since: '1.25',
      run: async (place) => {
        const { apply, path } = applier(place);
        await apply('one', { size: 3 });
        const send = async (managedFields: object[]) =>
          expectStatus(await place.client.patch(path, { metadata: { managedFields } }), 200);
        expectEqual((await send([])).metadata.managedFields?.length, 1);
        expectEqual((await send([{}])).metadata.managedFields, undefined);
      },
    },
  ],
};
