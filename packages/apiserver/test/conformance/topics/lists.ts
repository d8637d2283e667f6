import { expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap, widget } from '../widget.ts';

/** ConfigMaps with these names and a label of their own, so that other cases' objects aren't in the way. */
async function labelled({ client, configMaps, fresh }: Place, names: string[]): Promise<string> {
  const label = fresh('case');
  for (const name of names) {
    expectStatus(
      await client.create(configMaps, configMap(`${label}-${name}`, {}, { labels: { case: label, name } })),
      201,
    );
  }
  return label;
}

const selected = (label: string): string => `labelSelector=case%3D${label}`;

export const lists: Topic = {
  title: 'Storage and lists',
  source: sources.concepts,
  cases: [
    {
      name: 'have a kind, a revision, and their objects in the order of their names',
      run: async (place) => {
        const label = await labelled(place, ['c', 'a', 'b']);
        const { list, object } = await place.client.get(`${place.configMaps}?${selected(label)}`);
        expectPart(object, { kind: 'ConfigMapList', apiVersion: 'v1' });
        expectEqual(/^\d+$/.test(list.metadata.resourceVersion), true);
        expectEqual(
          list.items.map(({ metadata }) => metadata.name),
          ['a', 'b', 'c'].map((name) => `${label}-${name}`),
        );
      },
    },
    {
      name: 'come in pages of one snapshot, which later writes are no part of',
      run: async ({ client, group, namespace, fresh }) => {
        const widgets = `/apis/${group}/v1/namespaces/${namespace}/widgets`;
        const prefix = fresh('page');
        for (const name of ['a', 'b', 'c', 'd'])
          await client.create(widgets, widget(group, `${prefix}-${name}`));
        const first = (await client.get(`${widgets}?limit=2`)).list;
        await client.delete(`${widgets}/${prefix}-d`);
        await client.create(widgets, widget(group, `${prefix}-e`));
        await client.patch(`${widgets}/${prefix}-c`, { spec: { size: 9 } });
        const all = [...first.items];
        let token = first.metadata.continue;
        while (token) {
          const page = (await client.get(`${widgets}?limit=2&continue=${encodeURIComponent(token)}`)).list;
          expectEqual(page.metadata.resourceVersion, first.metadata.resourceVersion);
          all.push(...page.items);
          token = page.metadata.continue;
        }
        const own = all.filter(({ metadata }) => metadata.name?.startsWith(prefix));
        expectEqual(
          own.map(({ metadata }) => metadata.name?.slice(-1)),
          ['a', 'b', 'c', 'd'],
        );
        expectPart(own[2], { spec: { replicas: 1 } });
        expectEqual(JSON.stringify(own[2]).includes('"size"'), false);
      },
    },
    {
      name: 'say how many remain, unless a selector is in force',
      run: async ({ client, namespace, fresh }) => {
        const accounts = `/api/v1/namespaces/${namespace}/events`;
        for (const name of ['a', 'b', 'c']) {
          const event = {
            apiVersion: 'v1',
            kind: 'Event',
            metadata: { name: fresh(name) },
            involvedObject: { namespace },
          };
          expectStatus(await client.create(accounts, event), 201);
        }
        const page = (await client.get(`${accounts}?limit=1`)).list;
        expectEqual(page.metadata.remainingItemCount, 2);
        const some = (await client.get(`${accounts}?limit=1&labelSelector=%21none`)).list;
        expectEqual(some.metadata.remainingItemCount, undefined);
        expectEqual(typeof some.metadata.continue, 'string');
        const whole = (await client.get(`${accounts}?limit=100`)).list;
        expectEqual([whole.metadata.continue, whole.metadata.remainingItemCount], [undefined, undefined]);
      },
    },
    {
      name: 'refuse a continue token that no server has made',
      run: async ({ client, configMaps }) => {
        expectRefusal(
          await client.get(`${configMaps}?continue=nonsense`),
          400,
          'BadRequest',
          'continue key is not valid',
        );
      },
    },
    {
      name: 'refuse a continue token together with a resourceVersion',
      run: async (place) => {
        const label = await labelled(place, ['a', 'b']);
        const page = (await place.client.get(`${place.configMaps}?limit=1&${selected(label)}`)).list;
        const token = encodeURIComponent(page.metadata.continue ?? '');
        expectRefusal(
          await place.client.get(
            `${place.configMaps}?limit=1&continue=${token}&resourceVersion=${page.metadata.resourceVersion}`,
          ),
          400,
          'BadRequest',
          'specifying resource version is not allowed when using continue',
        );
      },
    },
    ...(
      [
        [
          'resourceVersionMatch=Exact',
          'resourceVersionMatch is forbidden unless resourceVersion is provided',
        ],
        ['resourceVersionMatch=Exact&resourceVersion=0', 'is forbidden for resourceVersion "0"'],
        ['resourceVersionMatch=Sometimes&resourceVersion=1', 'Unsupported value: "Sometimes"'],
      ] as const
    ).map(([query, words]) => ({
      name: `refuse \`${query}\``,
      run: async ({ client, configMaps }: Place) => {
        expectRefusal(await client.get(`${configMaps}?${query}`), 422, 'Invalid', words);
      },
    })),
    {
      name: 'refuse `sendInitialEvents=true`',
      since: '1.27',
      run: async ({ client, configMaps }) => {
        const answer = await client.get(`${configMaps}?sendInitialEvents=true`);
        expectRefusal(answer, 422, 'Invalid', 'sendInitialEvents is forbidden for list');
      },
    },
    {
      name: 'at an exact revision are what was there then',
      run: async (place) => {
        const label = await labelled(place, ['a', 'b']);
        const then = (await place.client.get(`${place.configMaps}?${selected(label)}`)).list.metadata
          .resourceVersion;
        await place.client.delete(`${place.configMaps}/${label}-a`);
        const { list } = await place.client.get(
          `${place.configMaps}?${selected(label)}&resourceVersion=${then}&resourceVersionMatch=Exact`,
        );
        expectEqual(list.items.length, 2);
        expectEqual(list.metadata.resourceVersion, then);
      },
    },
    {
      name: 'in pages are of the revision that is named, also when nobody says that it has to be exact',
      run: async (place) => {
        const label = await labelled(place, ['a', 'b']);
        const query = `${place.configMaps}?${selected(label)}`;
        const then = (await place.client.get(query)).list.metadata.resourceVersion;
        await place.client.delete(`${place.configMaps}/${label}-a`);
        const { list } = await place.client.get(`${query}&resourceVersion=${then}&limit=10`);
        expectEqual([list.items.length, list.metadata.resourceVersion], [2, then]);
      },
    },
    {
      name: 'not older than a revision hold what was written at it',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        const { metadata } = expectStatus(await client.create(configMaps, configMap(name)), 201);
        const { list } = await client.get(
          `${configMaps}?resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=NotOlderThan`,
        );
        expectEqual(
          list.items.some((item) => item.metadata.name === name),
          true,
        );
        expectEqual(Number(list.metadata.resourceVersion) >= Number(metadata.resourceVersion), true);
      },
    },
    {
      name: 'at any revision (`resourceVersion=0`) are answered',
      run: async ({ client, configMaps }) => {
        expectPart(expectStatus(await client.get(`${configMaps}?resourceVersion=0`), 200), {
          kind: 'ConfigMapList',
        });
      },
    },
    {
      name: 'of a revision that is yet to come are refused with a reason to try again',
      run: async ({ client, configMaps }) => {
        const answer = await client.get(`${configMaps}?resourceVersion=999999999999`);
        expectRefusal(answer, 504, 'Timeout', 'Too large resource version');
        expectPart(answer.failure.details ?? {}, { causes: [{ reason: 'ResourceVersionTooLarge' }] });
      },
    },
    ...(
      [
        ['name=a', ['a']],
        ['name!=a', ['b', 'c']],
        ['name in (a,c)', ['a', 'c']],
        ['name notin (a,c)', ['b']],
        ['name', ['a', 'b', 'c']],
        ['!name', []],
        ['name,name!=c,other!=x', ['a', 'b']],
      ] as const
    ).map(([selector, names]) => ({
      name: `select by labels: \`${selector}\``,
      run: async (place: Place) => {
        const label = await labelled(place, ['a', 'b', 'c']);
        const query = `labelSelector=${encodeURIComponent(`case=${label},${selector}`)}`;
        const { list } = await place.client.get(`${place.configMaps}?${query}`);
        expectEqual(
          list.items.map(({ metadata }) => metadata.labels?.['name']),
          names,
        );
      },
    })),
    {
      name: 'select by name and namespace, and by the fields that a CRD declares',
      since: '1.31',
      run: async ({ client, configMaps, widgets, group, namespace, fresh }) => {
        const name = fresh();
        await client.create(configMaps, configMap(name));
        const byName = `/api/v1/configmaps?fieldSelector=metadata.name%3D${name},metadata.namespace%3D${namespace}`;
        expectEqual((await client.get(byName)).list.items.length, 1);
        await client.create(widgets, widget(group, name, { color: 'green' }));
        await client.create(widgets, widget(group, `${name}-2`, { color: 'blue' }));
        const byColor = await client.get(`${widgets}?fieldSelector=spec.color%3Dgreen`);
        expectEqual(
          byColor.list.items.map(({ metadata }) => metadata.name),
          [name],
        );
      },
    },
    {
      name: 'refuse selectors that they can’t understand or don’t support',
      run: async ({ client, configMaps, widgets }) => {
        expectRefusal(
          await client.get(`${configMaps}?labelSelector=a%20b`),
          400,
          'BadRequest',
          'unable to parse requirement',
        );
        expectRefusal(
          await client.get(`${configMaps}?fieldSelector=data.a%3Db`),
          400,
          'BadRequest',
          '"data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
        );
        expectRefusal(
          await client.get(`${widgets}?fieldSelector=spec.size%3D3`),
          400,
          'BadRequest',
          'field label not supported: spec.size',
        );
      },
    },
    {
      name: 'refuse a limit that is no number',
      run: async ({ client, configMaps }) => {
        expectEqual((await client.get(`${configMaps}?limit=many`)).status, 400);
      },
    },
  ],
};
