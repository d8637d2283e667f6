import { expectEqual, expectRefusal, expectStatus } from '../expectations.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap, widget } from '../widget.ts';

const modified =
  'the object has been modified; please apply your changes to the latest version and try again';

export const locking: Topic = {
  title: 'Optimistic locking',
  source: sources.concurrency,
  cases: [
    {
      name: 'refuses a PUT that was made for an earlier state',
      run: async ({ client, configMaps, fresh }) => {
        const first = expectStatus(await client.create(configMaps, configMap(fresh(), { a: '1' })), 201);
        const path = `${configMaps}/${first.metadata.name}`;
        expectStatus(await client.update(path, { ...first, data: { a: '2' } }), 200);
        expectRefusal(await client.update(path, { ...first, data: { a: '3' } }), 409, 'Conflict', modified);
      },
    },
    {
      name: 'refuses a patch that names an earlier state, and takes one that names none',
      run: async ({ client, configMaps, fresh }) => {
        const { metadata } = expectStatus(await client.create(configMaps, configMap(fresh())), 201);
        const path = `${configMaps}/${metadata.name}`;
        expectStatus(await client.patch(path, { data: { a: '1' } }), 200);
        const stale = { metadata: { resourceVersion: metadata.resourceVersion }, data: { a: '2' } };
        expectRefusal(await client.patch(path, stale), 409, 'Conflict', modified);
        expectStatus(await client.patch(path, { data: { a: '2' } }), 200);
      },
    },
    {
      name: 'is asked for by a PUT of a custom resource, which has to name its state',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        await client.create(widgets, widget(group, name));
        expectRefusal(
          await client.update(`${widgets}/${name}`, widget(group, name)),
          422,
          'Invalid',
          /metadata\.resourceVersion: Invalid value: 0(x0)?: must be specified for an update/,
        );
      },
    },
    {
      name: 'is left out by a PUT of a ConfigMap that names no state',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name));
        expectStatus(await client.update(`${configMaps}/${name}`, configMap(name, { a: 'b' })), 200);
      },
    },
    {
      name: 'refuses a write that was made for another object of the name',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name));
        const made = configMap(name, {}, { uid: 'another' });
        const answer = await client.update(`${configMaps}/${name}`, made);
        expectRefusal(answer, 409, 'Conflict', 'Precondition failed: UID in precondition: another');
        expectRefusal(
          await client.patch(`${configMaps}/${name}`, { metadata: { uid: 'another' } }),
          422,
          'Invalid',
          'metadata.uid: Invalid value: "another": field is immutable',
        );
      },
    },
    {
      name: 'loses no update of many writers that try again',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        const path = `${configMaps}/${name}`;
        await client.create(configMaps, configMap(name, { count: '0' }));
        const increment = async (): Promise<void> => {
          for (;;) {
            const { object } = await client.get(path);
            const { count } = object['data'] as { count: string };
            const { status } = await client.update(path, {
              ...object,
              data: { count: String(Number(count) + 1) },
            });
            if (status === 200) return;
            expectEqual(status, 409);
          }
        };
        await Promise.all(Array.from({ length: 20 }, increment));
        expectEqual((await client.get(path)).object['data'], { count: '20' });
      },
    },
    {
      name: 'takes every one of many patches at once that name no state',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        const path = `${configMaps}/${name}`;
        await client.create(configMaps, configMap(name));
        const patches = Array.from({ length: 20 }, (_, index) =>
          client.patch(path, { data: { [`k${index}`]: 'v' } }),
        );
        for (const answer of await Promise.all(patches)) expectStatus(answer, 200);
        expectEqual(Object.keys((await client.get(path)).object['data'] as object).length, 20);
      },
    },
  ],
};
