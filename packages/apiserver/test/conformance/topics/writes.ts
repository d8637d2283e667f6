import { expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap, widget } from '../widget.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

export const writes: Topic = {
  title: 'Writes',
  source: sources.conventions,
  cases: [
    {
      name: 'that create answer 201 with what the server has added, and without a selfLink',
      run: async ({ client, configMaps, namespace, fresh }) => {
        const name = fresh();
        const { metadata, kind } = expectStatus(await client.create(configMaps, configMap(name)), 201);
        expectPart({ metadata, kind }, { kind: 'ConfigMap', metadata: { name, namespace } });
        expectEqual(
          [uuid.test(metadata.uid ?? ''), time.test(metadata.creationTimestamp ?? '')],
          [true, true],
        );
        expectEqual(/^\d+$/.test(metadata.resourceVersion ?? ''), true);
        expectEqual('selfLink' in metadata, false);
      },
    },
    {
      name: 'ignore what only the server decides on',
      run: async ({ client, widgets, group, fresh }) => {
        const claim = {
          uid: 'mine',
          creationTimestamp: '2001-01-01T00:00:00Z',
          generation: 7,
          deletionTimestamp: '2001-01-01T00:00:00Z',
        };
        const { metadata } = expectStatus(
          await client.create(widgets, widget(group, fresh(), {}, claim)),
          201,
        );
        expectEqual(uuid.test(metadata.uid ?? ''), true);
        expectEqual([metadata.generation, metadata.deletionTimestamp], [1, undefined]);
        expectEqual(metadata.creationTimestamp?.startsWith('2001'), false);
        const path = `${widgets}/${metadata.name}`;
        const changed = await client.patch(path, {
          metadata: { creationTimestamp: '2001-01-01T00:00:00Z', generation: 9 },
        });
        expectPart(expectStatus(changed, 200).metadata, {
          creationTimestamp: metadata.creationTimestamp,
          generation: 1,
        });
      },
    },
    {
      name: 'count the generation for changes of the spec, and for no others',
      run: async ({ client, widgets, group, fresh }) => {
        const path = `${widgets}/${fresh()}`;
        await client.create(widgets, widget(group, path.split('/').at(-1) ?? ''));
        const generation = async (): Promise<unknown> => (await client.get(path)).object.metadata.generation;
        await client.patch(path, { metadata: { labels: { a: 'b' } } });
        expectEqual(await generation(), 1);
        await client.patch(`${path}/status`, { status: { phase: 'Ready' } });
        expectEqual(await generation(), 1);
        await client.patch(path, { spec: { size: 5 } });
        expectEqual(await generation(), 2);
      },
    },
    {
      name: 'draw a name from `generateName`, another one each time',
      run: async ({ client, configMaps, fresh }) => {
        const generateName = `${fresh()}-`;
        const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName } };
        const names = await Promise.all(
          Array.from(
            { length: 20 },
            async () => expectStatus(await client.create(configMaps, body), 201).metadata.name ?? '',
          ),
        );
        expectEqual(new Set(names).size, 20);
        expectEqual(
          names.every((name) => name.startsWith(generateName) && name.length === generateName.length + 5),
          true,
        );
      },
    },
    {
      name: 'refuse a body that isn’t what the path says',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        expectEqual((await client.create(configMaps, { ...configMap(name), kind: 'Secret' })).status, 400);
        expectEqual((await client.create(configMaps, { ...configMap(name), apiVersion: 'v2' })).status, 400);
        expectEqual(
          (await client.send('POST', configMaps, '{"not json', { 'content-type': 'application/json' }))
            .status,
          400,
        );
        expectRefusal(
          await client.create(configMaps, configMap(name, {}, { namespace: 'another' })),
          400,
          'BadRequest',
          'the namespace of the provided object does not match the namespace sent on the request',
        );
        await client.create(configMaps, configMap(name));
        expectRefusal(
          await client.update(`${configMaps}/${name}`, configMap('other')),
          400,
          'BadRequest',
          'the name of the object',
        );
      },
    },
    {
      name: 'refuse a second object of a name, and one in a namespace that isn’t there',
      run: async ({ client, configMaps, namespace, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name));
        expectRefusal(
          await client.create(configMaps, configMap(name)),
          409,
          'AlreadyExists',
          `configmaps "${name}" already exists`,
        );
        const nowhere = configMaps.replace(namespace, fresh('nowhere'));
        expectRefusal(await client.create(nowhere, configMap(name)), 404, 'NotFound', 'namespaces');
      },
    },
    {
      name: 'refuse a resourceVersion on what is to be created',
      run: async ({ client, configMaps, fresh }) => {
        const body = configMap(fresh(), {}, { resourceVersion: '1' });
        const { status, failure } = await client.create(configMaps, body);
        // Kubernetes itself answers 500 without a reason: its storage notices it, not its API.
        expectEqual(status >= 400, true);
        expectEqual(failure.message, 'resourceVersion should not be set on objects to be created');
      },
    },
    {
      name: 'treat unknown fields as `fieldValidation` says',
      since: '1.25',
      run: async ({ client, widgets, group, fresh }) => {
        const body = (): object => widget(group, fresh(), { unheardOf: 1 });
        expectRefusal(
          await client.create(`${widgets}?fieldValidation=Strict`, body()),
          400,
          'BadRequest',
          'unknown field "spec.unheardOf"',
        );
        const warned = await client.create(`${widgets}?fieldValidation=Warn`, body());
        expectStatus(warned, 201);
        expectEqual(String(warned.headers['warning']).includes('unknown field \\"spec.unheardOf\\"'), true);
        const ignored = await client.create(`${widgets}?fieldValidation=Ignore`, body());
        expectStatus(ignored, 201);
        expectEqual(ignored.headers['warning'], undefined);
        expectEqual('unheardOf' in (ignored.object['spec'] as object), false);
        expectRefusal(
          await client.create(`${widgets}?fieldValidation=Maybe`, body()),
          422,
          'Invalid',
          'fieldValidation',
        );
      },
    },
    {
      name: 'change nothing and no revision when they write what is there',
      run: async ({ client, widgets, group, fresh }) => {
        const created = expectStatus(await client.create(widgets, widget(group, fresh(), { size: 3 })), 201);
        const path = `${widgets}/${created.metadata.name}`;
        expectPart(expectStatus(await client.update(path, created), 200).metadata, {
          resourceVersion: created.metadata.resourceVersion,
        });
        expectPart(expectStatus(await client.patch(path, { spec: { size: 3 } }), 200).metadata, {
          resourceVersion: created.metadata.resourceVersion,
        });
      },
    },
    {
      name: 'of a status leave the rest as it is, and the other way round',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        const path = `${widgets}/${name}`;
        const first = { ...widget(group, name, { size: 3 }), status: { phase: 'Sent' } };
        const created = expectStatus(await client.create(widgets, first), 201);
        expectEqual(created['status'], undefined);
        const reported = expectStatus(
          await client.update(`${path}/status`, {
            ...created,
            spec: { size: 50 },
            status: { phase: 'Ready' },
          }),
          200,
        );
        expectPart(reported, { spec: { size: 3 }, status: { phase: 'Ready' } });
        const kept = await client.update(path, {
          ...reported,
          spec: { size: 4 },
          status: { phase: 'Changed' },
        });
        expectPart(expectStatus(kept, 200), { spec: { size: 4 }, status: { phase: 'Ready' } });
      },
    },
    ...['create', 'update', 'patch', 'apply', 'delete', 'deletecollection'].map((verb) => ({
      name: `that are only a rehearsal (\`dryRun=All\`) store nothing: ${verb}`,
      run: async ({ client, configMaps, fresh }: Place) => {
        const name = fresh();
        const path = `${configMaps}/${name}`;
        const label = { labels: { rehearsal: name } };
        if (verb === 'create') {
          const { metadata } = expectStatus(
            await client.create(`${configMaps}?dryRun=All`, configMap(name)),
            201,
          );
          expectEqual(uuid.test(metadata.uid ?? ''), true);
          expectEqual((await client.get(path)).status, 404);
          return;
        }
        const before = expectStatus(await client.create(configMaps, configMap(name, { a: '1' }, label)), 201);
        const after = configMap(name, { a: '2' }, label);
        if (verb === 'update')
          expectPart(expectStatus(await client.update(`${path}?dryRun=All`, after), 200), {
            data: { a: '2' },
          });
        if (verb === 'patch')
          expectPart(expectStatus(await client.patch(`${path}?dryRun=All`, { data: { a: '2' } }), 200), {
            data: { a: '2' },
          });
        if (verb === 'apply')
          expectStatus(await client.apply(path, after, 'rehearsal', '&force=true&dryRun=All'), 200);
        if (verb === 'delete') expectStatus(await client.delete(`${path}?dryRun=All`), 200);
        if (verb === 'deletecollection') {
          expectStatus(
            await client.delete(`${configMaps}?dryRun=All&labelSelector=rehearsal%3D${name}`),
            200,
          );
        }
        expectEqual((await client.get(path)).object, before);
      },
    })),
    {
      name: 'refuse a rehearsal of another sort than `All`',
      run: async ({ client, configMaps, fresh }) => {
        expectRefusal(
          await client.create(`${configMaps}?dryRun=Some`, configMap(fresh())),
          422,
          'Invalid',
          'dryRun: Unsupported value',
        );
      },
    },
    {
      name: 'to what isn’t there answer 404 with a Status that names it',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        const answer = await client.update(`${configMaps}/${name}`, configMap(name));
        expectRefusal(answer, 404, 'NotFound', `configmaps "${name}" not found`);
        expectPart(answer.failure.details ?? {}, { name, kind: 'configmaps' });
      },
    },
    {
      name: 'refuse a body of more than 3 MiB with 413',
      run: async ({ client, configMaps, fresh }) => {
        const answer = await client.create(
          configMaps,
          configMap(fresh(), { a: 'x'.repeat(3 * 1024 * 1024) }),
        );
        expectEqual(answer.status, 413);
      },
    },
  ],
};
