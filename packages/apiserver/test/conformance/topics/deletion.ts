import type { KubeObject, OwnerReference } from '../../../src/kube-object.ts';
import { eventually, expectEqual, expectPart, expectRefusal, expectStatus } from '../expectations.ts';
import { FINALIZER, type Place } from '../place.ts';
import { sources, type Topic } from '../topic.ts';
import { configMap, widget } from '../widget.ts';

async function create({ client, configMaps, fresh }: Place, metadata: object = {}): Promise<KubeObject> {
  return expectStatus(await client.create(configMaps, configMap(fresh(), {}, metadata)), 201);
}

function ownedBy({ apiVersion, kind, metadata }: KubeObject, more: Partial<OwnerReference> = {}): object {
  const { name = '', uid = '' } = metadata;
  return { ownerReferences: [{ apiVersion, kind, name, uid, ...more }] };
}

const at = ({ configMaps }: Place, { metadata }: KubeObject): string => `${configMaps}/${metadata.name}`;

async function isGone(place: Place, object: KubeObject): Promise<boolean> {
  return (await place.client.get(at(place, object))).status === 404;
}

async function release({ client }: Place, path: string): Promise<void> {
  expectStatus(await client.patch(path, { metadata: { finalizers: null } }), 200);
}

export const deletion: Topic = {
  title: 'Deletion and propagation',
  source: sources.garbageCollection,
  cases: [
    {
      name: 'answers with a Status that names what is gone',
      run: async (place) => {
        const object = await create(place);
        const answer = expectStatus(await place.client.delete(at(place, object)), 200);
        const { name, uid } = object.metadata;
        expectPart(answer, { kind: 'Status', status: 'Success', details: { name, uid, kind: 'configmaps' } });
        expectRefusal(await place.client.delete(at(place, object)), 404, 'NotFound');
      },
    },
    {
      name: 'has preconditions: the uid and the revision',
      run: async (place) => {
        const object = await create(place);
        const { uid, resourceVersion } = object.metadata;
        const attempt = (preconditions: object) => place.client.delete(at(place, object), { preconditions });
        expectRefusal(
          await attempt({ uid: 'another' }),
          409,
          'Conflict',
          'the UID in the precondition (another) does not match the UID in record',
        );
        expectRefusal(
          await attempt({ resourceVersion: '1' }),
          409,
          'Conflict',
          'the ResourceVersion in the precondition (1) does not match the ResourceVersion in record',
        );
        expectStatus(await attempt({ uid, resourceVersion }), 200);
      },
    },
    {
      name: 'refuses a propagation policy that there isn’t, and two that contradict each other',
      run: async (place) => {
        const object = await create(place);
        const path = at(place, object);
        expectRefusal(
          await place.client.delete(path, { propagationPolicy: 'Sideways' }),
          422,
          'Invalid',
          'propagationPolicy',
        );
        expectRefusal(
          await place.client.delete(path, { propagationPolicy: 'Background', orphanDependents: true }),
          422,
          'Invalid',
          'orphanDependents and deletionPropagation cannot be both set',
        );
      },
    },
    {
      name: 'of a selected collection takes those alone',
      run: async (place) => {
        const label = place.fresh();
        const [one, two, other] = [
          await create(place, { labels: { label } }),
          await create(place, { labels: { label } }),
          await create(place),
        ];
        expectStatus(await place.client.delete(`${place.configMaps}?labelSelector=label%3D${label}`), 200);
        expectEqual(
          [await isGone(place, one), await isGone(place, two), await isGone(place, other)],
          [true, true, false],
        );
      },
    },
    {
      name: 'of an owner takes what it owns after it (Background)',
      run: async (place) => {
        const owner = await create(place);
        const dependent = await create(place, ownedBy(owner));
        const grandchild = await create(place, ownedBy(dependent));
        expectStatus(await place.client.delete(at(place, owner), { propagationPolicy: 'Background' }), 200);
        await eventually(async () => (await isGone(place, dependent)) && (await isGone(place, grandchild)));
      },
    },
    {
      name: 'waits for what blocks it (Foreground)',
      run: async (place) => {
        const owner = await create(place);
        const blocking = await create(place, {
          ...ownedBy(owner, { blockOwnerDeletion: true }),
          finalizers: [FINALIZER],
        });
        const answer = expectStatus(
          await place.client.delete(at(place, owner), { propagationPolicy: 'Foreground' }),
          200,
        );
        expectPart(answer.metadata, { finalizers: ['foregroundDeletion'] });
        await eventually(
          async () =>
            (await place.client.get(at(place, blocking))).object.metadata.deletionTimestamp !== undefined,
        );
        expectEqual(await isGone(place, owner), false);
        await release(place, at(place, blocking));
        await eventually(() => isGone(place, owner));
      },
    },
    {
      name: 'in the foreground doesn’t wait for what doesn’t block',
      run: async (place) => {
        const owner = await create(place);
        const dependent = await create(place, { ...ownedBy(owner), finalizers: [FINALIZER] });
        await place.client.delete(at(place, owner), { propagationPolicy: 'Foreground' });
        await eventually(() => isGone(place, owner));
        await release(place, at(place, dependent));
        await eventually(() => isGone(place, dependent));
      },
    },
    ...[{ propagationPolicy: 'Orphan' }, { orphanDependents: true }].map((options) => ({
      name: `leaves what it owned, without a reference to it (\`${JSON.stringify(options)}\`)`,
      run: async (place: Place) => {
        const owner = await create(place);
        const dependent = await create(place, ownedBy(owner));
        await place.client.delete(at(place, owner), options);
        await eventually(() => isGone(place, owner));
        const left = expectStatus(await place.client.get(at(place, dependent)), 200);
        expectEqual(left.metadata.ownerReferences, undefined);
      },
    })),
    {
      name: 'comes over what names an owner that isn’t there, also one of another kind',
      run: async (place) => {
        const gone = {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'gone', uid: '11111111-1111-1111-1111-111111111111' },
        };
        const dependent = await create(place, ownedBy(gone));
        await eventually(() => isGone(place, dependent));
      },
    },
    {
      name: 'spares what still has another owner',
      run: async (place) => {
        const [first, second] = [await create(place), await create(place)];
        const references = [first, second].map(({ metadata: { name, uid } }) => ({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name,
          uid,
        }));
        const dependent = await create(place, { ownerReferences: references });
        await place.client.delete(at(place, first), { propagationPolicy: 'Background' });
        await eventually(
          async () =>
            (await place.client.get(at(place, dependent))).object.metadata.ownerReferences?.length === 1,
        );
        expectEqual(await isGone(place, dependent), false);
      },
    },
    {
      name: 'of a custom resource takes the built-in objects that it owns',
      run: async (place) => {
        const { client, widgets, group, fresh } = place;
        const owner = expectStatus(await client.create(widgets, widget(group, fresh())), 201);
        const dependent = await create(place, ownedBy(owner));
        await client.delete(`${widgets}/${owner.metadata.name}`);
        await eventually(() => isGone(place, dependent));
      },
    },
  ],
};

export const finalizers: Topic = {
  title: 'Finalizers',
  source: sources.finalizers,
  cases: [
    {
      name: 'keep an object that is being deleted, marked as such',
      run: async (place) => {
        const { client, widgets, group, fresh } = place;
        const name = fresh();
        const path = `${widgets}/${name}`;
        await client.create(widgets, widget(group, name, {}, { finalizers: [FINALIZER] }));
        const marked = expectStatus(await client.delete(path), 200);
        expectPart(marked, {
          kind: 'Widget',
          metadata: { deletionGracePeriodSeconds: 0, generation: 2, finalizers: [FINALIZER] },
        });
        const again = expectStatus(await client.delete(path), 200);
        expectEqual(again.metadata.deletionTimestamp, marked.metadata.deletionTimestamp);
        expectEqual(again.metadata.resourceVersion, marked.metadata.resourceVersion);
        await release(place, path);
        expectEqual((await client.get(path)).status, 404);
      },
    },
    {
      name: 'can’t be added to an object that is being deleted',
      run: async (place) => {
        const object = await create(place, { finalizers: [FINALIZER] });
        const path = at(place, object);
        await place.client.delete(path);
        expectRefusal(
          await place.client.patch(path, {
            metadata: { finalizers: [FINALIZER, 'conformance.example.com/late'] },
          }),
          422,
          'Invalid',
          'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"conformance.example.com/late"}',
        );
        await release(place, path);
      },
    },
    {
      name: 'let everything else of the object be changed meanwhile',
      run: async (place) => {
        const object = await create(place, { finalizers: [FINALIZER] });
        const path = at(place, object);
        const { metadata } = expectStatus(await place.client.delete(path), 200);
        const changed = expectStatus(
          await place.client.patch(path, { data: { a: 'b' }, metadata: { deletionTimestamp: null } }),
          200,
        );
        expectEqual(changed.metadata.deletionTimestamp, metadata.deletionTimestamp);
        await release(place, path);
      },
    },
    {
      name: 'let go of the object by a PUT, too, which answers with what it was',
      run: async (place) => {
        const object = await create(place, { finalizers: [FINALIZER] });
        const path = at(place, object);
        const marked = expectStatus(await place.client.delete(path), 200);
        const { finalizers: _, ...metadata } = marked.metadata;
        expectPart(expectStatus(await place.client.update(path, { ...marked, metadata }), 200), {
          kind: 'ConfigMap',
        });
        expectEqual(await isGone(place, object), true);
      },
    },
  ],
};

export const namespaces: Topic = {
  title: 'Namespaces',
  source: sources.namespaces,
  cases: [
    {
      name: 'are active, and labelled with their name',
      since: '1.25',
      run: async ({ client, namespace }) => {
        expectPart(expectStatus(await client.get(`/api/v1/namespaces/${namespace}`), 200), {
          metadata: { labels: { 'kubernetes.io/metadata.name': namespace } },
          spec: { finalizers: ['kubernetes'] },
          status: { phase: 'Active' },
        });
      },
    },
    {
      name: 'take their contents along, wait for finalizers in them, and let nothing new in',
      run: async (place) => {
        const { client, fresh, cleanUp } = place;
        const name = fresh('leaving');
        const path = `/api/v1/namespaces/${name}`;
        cleanUp(path);
        await client.create('/api/v1/namespaces', {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name },
        });
        const held = configMap('held', {}, { finalizers: [FINALIZER] });
        expectStatus(await client.create(`${path}/configmaps`, held), 201);
        expectStatus(await client.create(`${path}/configmaps`, configMap('free')), 201);
        const deleted = await client.delete(path);
        expectPart(deleted.object, { status: { phase: 'Terminating' } });
        const refused = await client.create(`${path}/configmaps`, configMap('late'));
        expectRefusal(
          refused,
          403,
          'Forbidden',
          `unable to create new content in namespace ${name} because it is being terminated`,
        );
        expectPart(refused.failure.details ?? {}, {
          causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }],
        });
        await eventually(async () => (await client.get(`${path}/configmaps/free`)).status === 404);
        await eventually(async () => {
          const { status } = (await client.get(path)).object as {
            status?: { conditions?: { type: string; status: string }[] };
          };
          return (
            status?.conditions?.some(
              ({ type, status }) => type === 'NamespaceFinalizersRemaining' && status === 'True',
            ) ?? false
          );
        });
        await release(place, `${path}/configmaps/held`);
        await eventually(async () => (await client.get(path)).status === 404);
      },
    },
    {
      name: 'have a spec that is changed through `finalize` alone',
      run: async ({ client, namespace }) => {
        const path = `/api/v1/namespaces/${namespace}`;
        const { object } = await client.get(path);
        const kept = await client.update(path, { ...object, spec: { finalizers: [] } });
        expectPart(expectStatus(kept, 200), { spec: { finalizers: ['kubernetes'] } });
      },
    },
    {
      name: 'that everybody needs can’t be deleted',
      run: async ({ client }) => {
        expectEqual((await client.delete('/api/v1/namespaces/kube-system?dryRun=All')).status, 403);
      },
    },
    {
      name: 'are named as DNS labels are',
      run: async ({ client }) => {
        const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a.b' } };
        expectRefusal(
          await client.create('/api/v1/namespaces', body),
          422,
          'Invalid',
          'a lowercase RFC 1123 label must consist of',
        );
      },
    },
  ],
};
