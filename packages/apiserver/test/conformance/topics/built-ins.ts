import { expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import type { Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap } from '../widget.ts';

const encoded = (text: string): string => Buffer.from(text).toString('base64');

async function secret({ client, namespace, fresh }: Place, more: object) {
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  return {
    path,
    answer: await client.create(path, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: fresh() },
      ...more,
    }),
  };
}

/** Secrets that lack what their type demands, and what is said of them. */
const incomplete: [object, string | RegExp][] = [
  [{ type: 'kubernetes.io/tls' }, 'data[tls.crt]: Required value'],
  [{ type: 'kubernetes.io/basic-auth' }, /data(\[%s\])?\[username\]/],
  [{ type: 'kubernetes.io/ssh-auth' }, /data(\[%s\])?\[ssh-privatekey\]: Required value/],
  [{ type: 'kubernetes.io/dockerconfigjson' }, 'data[.dockerconfigjson]: Required value'],
  [
    { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'no JSON' } },
    'data[.dockerconfigjson]: Invalid value',
  ],
  [
    { type: 'kubernetes.io/service-account-token' },
    'metadata.annotations[kubernetes.io/service-account.name]: Required value',
  ],
];

export const secrets: Topic = {
  title: 'Secrets and ConfigMaps',
  source: sources.secrets,
  cases: [
    {
      name: 'keep `stringData` as data, and are of type Opaque',
      run: async (place) => {
        const { answer } = await secret(place, { stringData: { a: 'b' } });
        const object = expectStatus(answer, 201);
        expectPart(object, { type: 'Opaque', data: { a: encoded('b') } });
        expectEqual(object['stringData'], undefined);
      },
    },
    {
      name: 'take `stringData` over `data` of the same key, and keep the rest',
      run: async (place) => {
        const { path, answer } = await secret(place, {
          data: { a: encoded('old'), b: encoded('kept') },
          stringData: { a: 'new' },
        });
        const { name } = expectStatus(answer, 201).metadata;
        expectEqual(answer.object['data'], { a: encoded('new'), b: encoded('kept') });
        const { object } = await place.client.patch(`${path}/${name}`, { stringData: { c: 'more' } });
        expectEqual(object['data'], { a: encoded('new'), b: encoded('kept'), c: encoded('more') });
      },
    },
    ...incomplete.map(([more, words]) => ({
      name: `have what their type demands: not \`${JSON.stringify(more)}\``,
      run: async (place: Place) => {
        expectRefusal((await secret(place, more)).answer, 422, 'Invalid', words);
      },
    })),
    {
      name: 'are of the same type for ever',
      run: async (place) => {
        const { path, answer } = await secret(place, { stringData: { a: 'b' } });
        const one = `${path}/${answer.object.metadata.name}`;
        expectRefusal(
          await place.client.patch(one, { type: 'example.com/other' }),
          422,
          'Invalid',
          'type: Invalid value: "example.com/other": field is immutable',
        );
      },
    },
    {
      name: 'refuse data that are no base64',
      run: async (place) => {
        expectEqual((await secret(place, { data: { a: '!' } })).answer.status, 400);
      },
    },
    {
      name: 'never change once they are immutable',
      run: async (place) => {
        const { path, answer } = await secret(place, { immutable: true, stringData: { a: 'b' } });
        const one = `${path}/${answer.object.metadata.name}`;
        expectRefusal(
          await place.client.patch(one, { stringData: { a: 'c' } }),
          422,
          'Invalid',
          'field is immutable when `immutable` is set',
        );
        expectStatus(await place.client.patch(one, { metadata: { labels: { a: 'b' } } }), 200);
      },
    },
    {
      name: 'can not be made changeable again, be they ConfigMaps or Secrets',
      run: async ({ client, configMaps, fresh }) => {
        const name = fresh();
        const { status } = await client.create(configMaps, {
          ...configMap(name, { a: 'b' }),
          immutable: true,
        });
        expectEqual(status, 201);
        for (const patch of [
          { immutable: false },
          { immutable: null },
          { data: { a: 'c' } },
          { binaryData: { b: '' } },
        ]) {
          expectRefusal(
            await client.patch(`${configMaps}/${name}`, patch),
            422,
            'Invalid',
            'field is immutable',
          );
        }
        expectStatus(await client.delete(`${configMaps}/${name}`), 200);
      },
    },
    {
      name: 'refuse keys that can’t be file names',
      run: async ({ client, configMaps, fresh }) => {
        expectRefusal(
          await client.create(configMaps, configMap(fresh(), { 'a/b': '' })),
          422,
          'Invalid',
          'data[a/b]',
        );
      },
    },
    {
      name: 'refuse one key for text and for bytes',
      run: async ({ client, configMaps, fresh }) => {
        const both = { ...configMap(fresh(), { a: 'b' }), binaryData: { a: encoded('b') } };
        expectRefusal(await client.create(configMaps, both), 422, 'Invalid', 'duplicate of key');
      },
    },
    {
      name: 'refuse more than 1 MiB',
      run: async (place) => {
        const long = 'x'.repeat(600 * 1024);
        const answer = (await secret(place, { stringData: { a: long, b: long } })).answer;
        expectRefusal(answer, 422, 'Invalid', 'Too long');
      },
    },
  ],
};

function coreEvent(namespace: string, name: string) {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name },
    involvedObject: { kind: 'Pod', name: 'a', namespace },
    reason: 'Started',
    message: 'It has begun.',
    type: 'Normal',
    count: 3,
    source: { component: 'conformance' },
  };
}

export const events: Topic = {
  title: 'Events',
  source: sources.concepts,
  cases: [
    {
      name: 'are the same objects in both of their groups, each with its own field names',
      run: async ({ client, namespace, fresh }) => {
        const name = fresh();
        const core = `/api/v1/namespaces/${namespace}/events`;
        const other = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
        const created = expectStatus(await client.create(core, coreEvent(namespace, name)), 201);
        const shown = expectStatus(await client.get(`${other}/${name}`), 200);
        expectPart(shown, {
          apiVersion: 'events.k8s.io/v1',
          regarding: { kind: 'Pod', name: 'a', namespace },
          note: 'It has begun.',
          deprecatedCount: 3,
          deprecatedSource: { component: 'conformance' },
        });
        expectEqual(shown.metadata.uid, created.metadata.uid);
        expectStatus(await client.delete(`${other}/${name}`), 200);
        expectEqual((await client.get(`${core}/${name}`)).status, 404);
      },
    },
    {
      name: 'are selected by what they are about',
      run: async ({ client, namespace, fresh }) => {
        const path = `/api/v1/namespaces/${namespace}/events`;
        const name = fresh();
        const about = { ...coreEvent(namespace, name), involvedObject: { kind: 'Pod', name, namespace } };
        expectStatus(await client.create(path, about), 201);
        const selector = encodeURIComponent(`involvedObject.name=${name},reason=Started,type=Normal`);
        const { list } = await client.get(`${path}?fieldSelector=${selector}`);
        expectEqual(
          list.items.map(({ metadata }) => metadata.name),
          [name],
        );
      },
    },
    {
      name: 'have to be in the namespace of what they are about',
      run: async ({ client, namespace, fresh }) => {
        const answer = await client.create(
          `/api/v1/namespaces/${namespace}/events`,
          coreEvent('elsewhere', fresh()),
        );
        expectRefusal(answer, 422, 'Invalid', 'does not match event.namespace');
      },
    },
    {
      name: 'of the new group say who reports them, and when',
      since: '1.25',
      run: async ({ client, namespace, fresh }) => {
        const path = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
        const answer = await client.create(path, {
          apiVersion: 'events.k8s.io/v1',
          kind: 'Event',
          metadata: { name: fresh() },
          regarding: { kind: 'Pod', name: 'a', namespace },
        });
        for (const field of [
          'eventTime',
          'reportingController',
          'reportingInstance',
          'action',
          'reason',
          'type',
        ]) {
          expectRefusal(answer, 422, 'Invalid', field);
        }
      },
    },
  ],
};

const labels = { app: 'conformance' };
const podSpec = { containers: [{ name: 'a', image: 'registry.k8s.io/pause:3.10' }] };

/** A Deployment of no pods: a cluster has nothing to run for it. */
const deployment = (name: string, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 0,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: podSpec },
    ...more,
  },
});

export const clusterKinds: Topic = {
  title: 'Kinds that clusters run programs by',
  source: sources.concepts,
  cases: [
    {
      name: 'have their defaults filled in, deep down',
      run: async ({ client, namespace, fresh }) => {
        const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
        const object = expectStatus(await client.create(`${path}?dryRun=All`, deployment(fresh())), 201);
        expectPart(object, {
          spec: {
            strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
            revisionHistoryLimit: 10,
            progressDeadlineSeconds: 600,
            template: {
              spec: {
                restartPolicy: 'Always',
                dnsPolicy: 'ClusterFirst',
                terminationGracePeriodSeconds: 30,
                containers: [{ imagePullPolicy: 'IfNotPresent', terminationMessagePolicy: 'File' }],
              },
            },
          },
        });
      },
    },
    {
      name: 'are checked beyond their schema',
      run: async ({ client, namespace, fresh }) => {
        const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
        expectRefusal(
          await client.create(path, deployment(fresh(), { selector: { matchLabels: { app: 'other' } } })),
          422,
          'Invalid',
          '`selector` does not match template `labels`',
        );
        const name = fresh();
        expectStatus(await client.create(path, deployment(name)), 201);
        expectRefusal(
          await client.patch(`${path}/${name}`, { spec: { selector: { matchLabels: { more: 'x' } } } }),
          422,
          'Invalid',
          'field is immutable',
        );
        expectStatus(await client.delete(`${path}/${name}`), 200);
      },
    },
    {
      name: 'have a scale, too',
      run: async ({ client, namespace, fresh }) => {
        const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
        const name = fresh();
        expectStatus(await client.create(path, deployment(name, { paused: true })), 201);
        const scale = expectStatus(await client.get(`${path}/${name}/scale`), 200);
        // Zero is left out.
        expectPart(scale, { kind: 'Scale', spec: {}, status: { replicas: 0, selector: 'app=conformance' } });
        expectEqual(scale['spec'], {});
        expectRefusal(
          await client.patch(`${path}/${name}/scale`, { spec: { replicas: -1 } }),
          422,
          'Invalid',
          'must be greater than or equal to 0',
        );
        expectStatus(await client.delete(`${path}/${name}`), 200);
      },
    },
    {
      name: 'are shown with the columns that people know',
      run: async ({ client, namespace }) => {
        const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1';
        const columns = async (path: string): Promise<string[]> => {
          const { object } = await client.get(path, { accept });
          const definitions = object['columnDefinitions'] as { name: string; priority: number }[];
          return definitions.filter(({ priority }) => priority === 0).map(({ name }) => name);
        };
        const of = (part: string, resource: string) =>
          columns(`/${part}/namespaces/${namespace}/${resource}`);
        expectEqual(await of('apis/apps/v1', 'deployments'), [
          'Name',
          'Ready',
          'Up-to-date',
          'Available',
          'Age',
        ]);
        expectEqual(await of('apis/apps/v1', 'statefulsets'), ['Name', 'Ready', 'Age']);
        expectEqual(await of('api/v1', 'pods'), ['Name', 'Ready', 'Status', 'Restarts', 'Age']);
        expectEqual(await of('api/v1', 'services'), [
          'Name',
          'Type',
          'Cluster-IP',
          'External-IP',
          'Port(s)',
          'Age',
        ]);
        expectEqual(await of('apis/networking.k8s.io/v1', 'ingresses'), [
          'Name',
          'Class',
          'Hosts',
          'Address',
          'Ports',
          'Age',
        ]);
        expectEqual(await of('apis/coordination.k8s.io/v1', 'leases'), ['Name', 'Holder', 'Age']);
        expectEqual(await of('api/v1', 'secrets'), ['Name', 'Type', 'Data', 'Age']);
      },
    },
    {
      name: 'write quantities in one form, so that the same is the same',
      run: async ({ client, namespace, fresh }) => {
        const claim = {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: fresh() },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
        };
        const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims?dryRun=All`;
        expectPart(expectStatus(await client.create(path, claim), 201), {
          spec: { volumeMode: 'Filesystem', resources: { requests: { storage: '1Gi' } } },
        });
      },
    },
  ],
};
