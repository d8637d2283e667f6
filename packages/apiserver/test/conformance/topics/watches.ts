import type { Watch } from '../../server/kube-client.ts';
import { expectEqual, expectPart, expectRefusal, expectStatus, nextEvent } from '../expectations.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap, widget } from '../widget.ts';

/** The next events about these names, as `TYPE name`. */
async function take(watch: Watch, count: number, ...names: string[]): Promise<string[]> {
  const seen: string[] = [];
  while (seen.length < count) {
    const { type, object } = await nextEvent(watch, names);
    seen.push(`${type} ${object.metadata.name}`);
  }
  return seen;
}

async function revision({ client, configMaps }: Place): Promise<string> {
  return (await client.get(`${configMaps}?limit=1`)).list.metadata.resourceVersion;
}

export const watches: Topic = {
  title: 'Watches',
  source: sources.concepts,
  cases: [
    {
      name: 'begin with what is there when no revision is given',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name));
        const watch = await client.watch(`${configMaps}?watch=true&fieldSelector=metadata.name%3D${name}`);
        await client.delete(`${configMaps}/${name}`);
        expectEqual(await take(watch, 2, name), [`ADDED ${name}`, `DELETED ${name}`]);
        watch.close();
      },
    },
    {
      name: 'resume from a revision without a gap or a repeat',
      run: async (place) => {
        const { client, configMaps, fresh } = place;
        const [a, b] = [fresh(), fresh()];
        await client.create(configMaps, configMap(a));
        const from = await revision(place);
        await client.patch(`${configMaps}/${a}`, { data: { x: '1' } });
        await client.create(configMaps, configMap(b));
        const watch = await client.watch(`${configMaps}?watch=true&resourceVersion=${from}`);
        await client.delete(`${configMaps}/${a}`);
        expectEqual(await take(watch, 3, a, b), [`MODIFIED ${a}`, `ADDED ${b}`, `DELETED ${a}`]);
        watch.close();
        const second = await client.get(`${configMaps}/${b}`);
        const later = await client.watch(
          `${configMaps}?watch=true&resourceVersion=${second.object.metadata.resourceVersion}`,
        );
        expectEqual(await take(later, 1, a, b), [`DELETED ${a}`]);
        later.close();
      },
    },
    {
      name: 'show a deleted object as it last was, at the revision of its deletion',
      run: async (place) => {
        const { client, configMaps, fresh } = place;
        const name = fresh();
        const created = expectStatus(await client.create(configMaps, configMap(name, { a: 'b' })), 201);
        const watch = await client.watch(
          `${configMaps}?watch=true&resourceVersion=${created.metadata.resourceVersion}`,
        );
        await client.delete(`${configMaps}/${name}`);
        const event = await nextEvent(watch, [name]);
        expectPart(event, { type: 'DELETED', object: { data: { a: 'b' } } });
        expectEqual(
          Number(event.object.metadata.resourceVersion) > Number(created.metadata.resourceVersion),
          true,
        );
        watch.close();
      },
    },
    {
      name: 'show objects that begin and cease to match their selector as added and deleted',
      run: async (place) => {
        const { client, configMaps, fresh } = place;
        const name = fresh();
        const from = await revision(place);
        const watch = await client.watch(
          `${configMaps}?watch=true&resourceVersion=${from}&labelSelector=on%3D${name}`,
        );
        await client.create(configMaps, configMap(name));
        await client.patch(`${configMaps}/${name}`, { metadata: { labels: { on: name } } });
        await client.patch(`${configMaps}/${name}`, { data: { a: 'b' } });
        await client.patch(`${configMaps}/${name}`, { metadata: { labels: { on: null } } });
        expectEqual(await take(watch, 3, name), [`ADDED ${name}`, `MODIFIED ${name}`, `DELETED ${name}`]);
        watch.close();
      },
    },
    {
      name: 'show custom resources come and go as a field that is selected by changes',
      since: '1.31',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        const { list } = await client.get(`${widgets}?limit=1`);
        const watch = await client.watch(
          `${widgets}?watch=true&resourceVersion=${list.metadata.resourceVersion}&fieldSelector=spec.color%3Dred`,
        );
        await client.create(widgets, widget(group, name, { color: 'blue' }));
        for (const color of ['red', 'green', 'red'])
          expectStatus(await client.patch(`${widgets}/${name}`, { spec: { color } }), 200);
        await client.delete(`${widgets}/${name}`);
        expectEqual(await take(watch, 4, name), [
          `ADDED ${name}`,
          `DELETED ${name}`,
          `ADDED ${name}`,
          `DELETED ${name}`,
        ]);
        watch.close();
      },
    },
    {
      name: 'see nothing of an update that changes nothing',
      run: async (place) => {
        const { client, configMaps, fresh } = place;
        const [name, other] = [fresh(), fresh()];
        const { metadata } = expectStatus(await client.create(configMaps, configMap(name, { a: 'b' })), 201);
        const watch = await client.watch(
          `${configMaps}?watch=true&resourceVersion=${metadata.resourceVersion}`,
        );
        await client.patch(`${configMaps}/${name}`, { data: { a: 'b' } });
        await client.create(configMaps, configMap(other));
        expectEqual(await take(watch, 1, name, other), [`ADDED ${other}`]);
        watch.close();
      },
    },
    {
      name: 'send the state first, and then say so in a bookmark (`sendInitialEvents`)',
      needs: 'watch-list',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        await client.create(widgets, widget(group, name));
        const query =
          'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
        const watch = await client.watch(`${widgets}?${query}&resourceVersion=`);
        const seen: string[] = [];
        for (;;) {
          const event = await watch.next();
          if (event === undefined) throw new Error('The watch ended.');
          if (event.type === 'BOOKMARK') {
            expectPart(event.object, { kind: 'Widget', apiVersion: `${group}/v1` });
            if (event.object.metadata.annotations?.['k8s.io/initial-events-end'] === 'true') break;
            continue;
          }
          seen.push(`${event.type} ${event.object.metadata.name}`);
        }
        expectEqual(seen.includes(`ADDED ${name}`), true);
        watch.close();
      },
    },
    ...(
      [
        ['sendInitialEvents=true', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'],
        ['resourceVersionMatch=NotOlderThan', 'is forbidden for watch unless sendInitialEvents is provided'],
      ] as const
    ).map(([query, words]) => ({
      name: `refuse \`${query}\` alone`,
      needs: 'watch-list' as const,
      run: async ({ client, configMaps }: Place) => {
        expectRefusal(await client.get(`${configMaps}?watch=true&${query}`), 422, 'Invalid', words);
      },
    })),
    {
      name: 'end after the time that the client sets',
      run: async ({ client, configMaps }) => {
        const watch = await client.watch(
          `${configMaps}?watch=true&timeoutSeconds=1&resourceVersion=0&labelSelector=no%3Dthing`,
        );
        expectEqual(await watch.next(), undefined);
      },
    },
    {
      name: 'have the form that the client asks for: metadata alone, or rows of a table',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name));
        const path = `${configMaps}?watch=true&fieldSelector=metadata.name%3D${name}`;
        const partial = await client.watch(path, {
          accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
        });
        expectPart(await nextEvent(partial, [name]), {
          type: 'ADDED',
          object: { kind: 'PartialObjectMetadata', metadata: { name } },
        });
        partial.close();
        const table = await client.watch(path, { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' });
        expectPart(await nextEvent(table, [name]), {
          type: 'ADDED',
          object: { kind: 'Table', rows: [{ cells: [name] }] },
        });
        table.close();
      },
    },
    {
      name: 'of a resource in all namespaces see each of them',
      run: async (place) => {
        const { client, configMaps, fresh } = place;
        const name = fresh();
        const from = await revision(place);
        const watch = await client.watch(
          `/api/v1/configmaps?watch=true&resourceVersion=${from}&fieldSelector=metadata.name%3D${name}`,
        );
        await client.create(configMaps, configMap(name));
        expectEqual(await take(watch, 1, name), [`ADDED ${name}`]);
        watch.close();
      },
    },
  ],
};
