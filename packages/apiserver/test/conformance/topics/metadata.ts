import type { Answer } from '../../server/kube-client.ts';
import { expectEqual, expectRefusal, expectStatus } from '../expectations.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap, widget } from '../widget.ts';

/** Bodies that no server takes, with the field that it names. */
const invalid: [string, object, string | RegExp][] = [
  [
    'a name in capitals',
    { name: 'Capital' },
    'metadata.name: Invalid value: "Capital": a lowercase RFC 1123 subdomain must consist of',
  ],
  ['a name of 254 characters', { name: 'a'.repeat(254) }, 'must be no more than 253'],
  ['neither name nor generateName', {}, 'name or generateName is required'],
  [
    'a label with a wrong key',
    { name: 'x', labels: { 'a b': '' } },
    'metadata.labels: Invalid value: "a b": name part must consist of',
  ],
  [
    'a label with a wrong value',
    { name: 'x', labels: { a: 'b c' } },
    'metadata.labels: Invalid value: "b c": a valid label must be an empty string or consist of',
  ],
  [
    'an annotation with a wrong key',
    { name: 'x', annotations: { '/a': '' } },
    'metadata.annotations: Invalid value: "/a": prefix part must be non-empty',
  ],
  [
    'annotations of more than 256 KiB',
    { name: 'x', annotations: { a: 'x'.repeat(256 * 1024) } },
    /metadata\.annotations: Too long: (may not be more than|must have at most) 262144/,
  ],
  [
    'a finalizer without a domain',
    { name: 'x', finalizers: ['mine'] },
    'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
  ],
  [
    'a finalizer that is no name',
    { name: 'x', finalizers: ['a b'] },
    'metadata.finalizers: Invalid value: "a b": name part must consist of',
  ],
  [
    'an owner without a uid',
    { name: 'x', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: '' }] },
    /metadata\.ownerReferences\.uid: Invalid value: "": (uid )?must not be empty/,
  ],
  [
    'an Event as an owner',
    { name: 'x', ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'a', uid: 'u' }] },
    '/v1, Kind=Event is disallowed from being an owner',
  ],
  [
    'two owners that both manage the object',
    {
      name: 'x',
      ownerReferences: ['a', 'b'].map((name) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        name,
        uid: name,
        controller: true,
      })),
    },
    /Only one reference can have Controller set to true\. Found "true" in references for (Secret\/)?a and (Secret\/)?b/,
  ],
];

/** The ways to write an object that is there; each answers what came of the metadata that it was given. */
const ways: Record<string, (place: Place, name: string, metadata: object) => Promise<Answer>> = {
  'a PUT': ({ client, configMaps }, name, metadata) =>
    client.update(`${configMaps}/${name}`, configMap(name, {}, metadata)),
  'a JSON patch': ({ client, configMaps }, name, metadata) =>
    client.patch(
      `${configMaps}/${name}`,
      [{ op: 'add', path: '/metadata', value: { name, ...metadata } }],
      'json',
    ),
  'a merge patch': ({ client, configMaps }, name, metadata) =>
    client.patch(`${configMaps}/${name}`, { metadata }),
  'a strategic merge patch': ({ client, configMaps }, name, metadata) =>
    client.patch(`${configMaps}/${name}`, { metadata }, 'strategic-merge'),
  'an apply': ({ client, configMaps }, name, metadata) =>
    client.apply(`${configMaps}/${name}`, configMap(name, {}, metadata), 'conformance'),
};

export const metadataRules: Topic = {
  title: 'The rules of metadata',
  source: sources.names,
  cases: [
    ...invalid.map(([what, metadata, words]) => ({
      name: `refuse ${what}`,
      run: async ({ client, configMaps }: Place) => {
        expectRefusal(
          await client.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata }),
          422,
          'Invalid',
          words,
        );
      },
    })),
    ...Object.entries(ways).map(([way, write]) => ({
      name: `refuse a wrong label whichever way it comes: ${way}`,
      run: async (place: Place) => {
        const name = place.fresh();
        expectStatus(await place.client.create(place.configMaps, configMap(name)), 201);
        expectRefusal(
          await write(place, name, { labels: { 'a b': 'x' } }),
          422,
          'Invalid',
          'metadata.labels: Invalid value: "a b": name part must consist of',
        );
      },
    })),
    {
      name: 'refuse a prefix for names that no name may begin with',
      run: async ({ client, configMaps }) => {
        for (const generateName of ['Capital-', 'dot.']) {
          const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName } };
          const words = `metadata.generateName: Invalid value: "${generateName}"`;
          expectRefusal(await client.create(configMaps, object), 422, 'Invalid', words);
        }
      },
    },
    {
      name: 'take a finalizer without a domain in a custom resource, and warn of it',
      since: '1.29',
      run: async ({ client, widgets, group, fresh }) => {
        const name = fresh();
        const created = await client.create(widgets, widget(group, name, {}, { finalizers: ['mine'] }));
        expectEqual(expectStatus(created, 201).metadata.finalizers, ['mine']);
        expectEqual(
          /"mine\\?": prefer a domain-qualified finalizer name/.test(String(created.headers['warning'])),
          true,
        );
        expectStatus(await client.patch(`${widgets}/${name}`, { metadata: { finalizers: null } }), 200);
      },
    },
    {
      name: 'refuse to begin a deletion, which only a DELETE does',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        expectStatus(await client.create(configMaps, configMap(name)), 201);
        const metadata = { deletionTimestamp: '2020-01-01T00:00:00Z' };
        expectRefusal(
          await client.patch(`${configMaps}/${name}`, { metadata }),
          422,
          'Invalid',
          /metadata\.deletionTimestamp: Invalid value: .*: field is immutable/,
        );
      },
    },
  ],
};
