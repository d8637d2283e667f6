import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const SERVICES = '/api/v1/namespaces/default/services';
const JOBS = '/apis/batch/v1/namespaces/default/jobs';

let server: TestServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
});
afterAll(() => server.close());

const labels = { app: 'web' };
const podSpec = { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] };
const deployment = (name: string, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec }, ...spec },
});
const service = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: labels, ports: [{ port: 80 }], ...spec },
});
const job = (name: string, spec: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } }, ...spec },
});

describe('a Deployment', () => {
  it('gets the defaults of a real cluster', async () => {
    const { status, object } = await client.create(DEPLOYMENTS, deployment('plain'));
    expect(status).toBe(201);
    expect(object['spec']).toEqual({
      replicas: 1,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'web',
              image: 'nginx:1.27',
              imagePullPolicy: 'IfNotPresent',
              ports: [{ containerPort: 80, protocol: 'TCP' }],
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
            },
          ],
          dnsPolicy: 'ClusterFirst',
          restartPolicy: 'Always',
          schedulerName: 'default-scheduler',
          securityContext: {},
          terminationGracePeriodSeconds: 30,
        },
      },
    });
    expect(object).toMatchObject({ status: {}, metadata: { generation: 1 } });
  });

  it('may be written as kubectl, Helm and people write it: empty values, plain numbers, other units', async () => {
    const resources = { limits: { cpu: 0.5, memory: '1024Mi' }, requests: { cpu: '100m' } };
    const container = { name: 'web', image: 'nginx', imagePullPolicy: '', env: [], resources };
    const template = {
      metadata: { labels, creationTimestamp: null },
      spec: { hostNetwork: false, volumes: null, containers: [container] },
    };
    const { object } = await client.create(
      DEPLOYMENTS,
      deployment('loose', { template, minReadySeconds: 0 }),
    );
    expect(object['spec']).not.toHaveProperty('minReadySeconds');
    expect(object['spec']).toMatchObject({
      template: {
        spec: {
          containers: [
            {
              imagePullPolicy: 'Always',
              resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { cpu: '100m' } },
            },
          ],
        },
      },
    });
    expect(object['spec']).not.toHaveProperty('template.spec.volumes');
  });

  it('is not written again by an update that changes nothing', async () => {
    const { object } = await client.create(DEPLOYMENTS, deployment('same'));
    const again = await client.update(`${DEPLOYMENTS}/same`, deployment('same'));
    expect(again.object.metadata.resourceVersion).toBe(object.metadata.resourceVersion);
  });

  it('merges containers by name and their ports by number', async () => {
    await client.create(DEPLOYMENTS, deployment('merged'));
    const patch = {
      spec: { template: { spec: { containers: [{ name: 'web', ports: [{ containerPort: 81 }] }] } } },
    };
    const { object } = await client.patch(`${DEPLOYMENTS}/merged`, patch, 'strategic-merge');
    expect(object).toHaveProperty('spec.template.spec.containers.0.image', 'nginx:1.27');
    expect(object).toHaveProperty('spec.template.spec.containers.0.ports.length', 2);
    expect(object.metadata.generation).toBe(2);
  });

  it('shows kubectl what a cluster would show', async () => {
    await client.create(DEPLOYMENTS, deployment('shown', { replicas: 3 }));
    await client.patch(`${DEPLOYMENTS}/shown/status`, { status: { readyReplicas: 2, updatedReplicas: 3 } });
    const { text } = await client.get(`${DEPLOYMENTS}/shown`, {
      accept: 'application/json;as=Table;g=meta.k8s.io;v=v1',
    });
    const { columnDefinitions, rows } = JSON.parse(text);
    expect(columnDefinitions.map(({ name }: { name: string }) => name)).toEqual([
      'Name',
      'Ready',
      'Up-to-date',
      'Available',
      'Age',
      'Containers',
      'Images',
      'Selector',
    ]);
    expect(rows[0].cells).toEqual(['shown', '2/3', 3, 0, expect.any(String), 'web', 'nginx:1.27', 'app=web']);
  });
});

describe('a Service', () => {
  it('gets an address of its own, and keeps it', async () => {
    const { object } = await client.create(SERVICES, service('web'));
    const spec = object['spec'] as { clusterIP: string };
    expect(spec).toEqual({
      selector: labels,
      ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      clusterIP: expect.stringMatching(/^10\.96\.\d+\.\d+$/),
      clusterIPs: [spec.clusterIP],
    });
    const updated = await client.update(`${SERVICES}/web`, service('web', { ports: [{ port: 81 }] }));
    expect(updated.object).toMatchObject({ spec: { clusterIP: spec.clusterIP } });
    const moved = await client.patch(`${SERVICES}/web`, {
      spec: { clusterIP: '10.96.0.99', clusterIPs: null },
    });
    expect(moved.failure.message).toContain('may not change once set');
  });

  it('gets node ports where its type has them', async () => {
    const { object } = await client.create(SERVICES, service('outside', { type: 'NodePort' }));
    expect(object).toHaveProperty('spec.ports.0.nodePort', expect.any(Number));
    expect(object).toHaveProperty('spec.externalTrafficPolicy', 'Cluster');
    const back = await client.patch(`${SERVICES}/outside`, { spec: { type: 'ClusterIP' } });
    expect(back.status).toBe(200);
    expect(back.object).not.toHaveProperty('spec.ports.0.nodePort');
  });

  it('without an address, or that is only a name, gets none', async () => {
    const headless = await client.create(SERVICES, service('headless', { clusterIP: 'None' }));
    expect(headless.object).toMatchObject({ spec: { clusterIP: 'None', clusterIPs: ['None'] } });
    const named = await client.create(
      SERVICES,
      service('named', { type: 'ExternalName', externalName: 'a.example.com', ports: undefined }),
    );
    expect(named.status).toBe(201);
    expect(named.object['spec']).not.toHaveProperty('clusterIP');
  });
});

describe('a Job', () => {
  it('finds its pods by labels that the server gives them', async () => {
    const { object } = await client.create(JOBS, job('once'));
    const { uid } = object.metadata;
    expect(object['spec']).toMatchObject({
      completions: 1,
      parallelism: 1,
      backoffLimit: 6,
      suspend: false,
      completionMode: 'NonIndexed',
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { metadata: { labels: { 'job-name': 'once' } } },
    });
  });
});

describe('what a cluster would refuse is refused in its words', () => {
  const container = podSpec.containers[0];
  const template = (spec: object) => ({ template: { metadata: { labels }, spec } });
  it.each([
    [
      'a selector that finds no pod',
      DEPLOYMENTS,
      deployment('a', { selector: { matchLabels: { app: 'other' } } }),
      'spec.template.metadata.labels: Invalid value',
      '`selector` does not match template `labels`',
    ],
    [
      'no containers',
      DEPLOYMENTS,
      deployment('a', template({ containers: [] })),
      'spec.template.spec.containers: Required value',
    ],
    [
      'a container without an image',
      DEPLOYMENTS,
      deployment('a', template({ containers: [{ name: 'a' }] })),
      'spec.template.spec.containers[0].image: Required value',
    ],
    [
      'a container without a name',
      DEPLOYMENTS,
      deployment('a', template({ containers: [{ image: 'a' }] })),
      'spec.template.spec.containers[0].name: Required value',
    ],
    [
      'two containers of one name',
      DEPLOYMENTS,
      deployment('a', template({ containers: [container, container] })),
      'spec.template.spec.containers[1].name: Duplicate value: "web"',
    ],
    [
      'a port that is none',
      DEPLOYMENTS,
      deployment('a', template({ containers: [{ ...container, ports: [{ containerPort: 70_000 }] }] })),
      'ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
    [
      'a mount of a volume that is not there',
      DEPLOYMENTS,
      deployment(
        'a',
        template({ containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] }),
      ),
      'volumeMounts[0].name: Not found: "v"',
    ],
    [
      'more asked for than allowed',
      DEPLOYMENTS,
      deployment(
        'a',
        template({
          containers: [{ ...container, resources: { limits: { cpu: 1 }, requests: { cpu: '1500m' } } }],
        }),
      ),
      'must be less than or equal to cpu limit of 1',
    ],
    [
      'a pull policy that is none',
      DEPLOYMENTS,
      deployment('a', template({ containers: [{ ...container, imagePullPolicy: 'Sometimes' }] })),
      'imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ],
    ['negative replicas', DEPLOYMENTS, deployment('a', { replicas: -1 }), 'spec.replicas: Invalid value: -1'],
    ['a Service without ports', SERVICES, service('a', { ports: [] }), 'spec.ports: Required value'],
    [
      'a Service with ports without names',
      SERVICES,
      service('a', { ports: [{ port: 1 }, { port: 2 }] }),
      'spec.ports[0].name: Required value',
    ],
    [
      'a Job whose pods never end',
      JOBS,
      job('a', { template: { spec: podSpec } }),
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      'a schedule that is none',
      '/apis/batch/v1/namespaces/default/cronjobs',
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'a' },
        spec: { schedule: '* * *', jobTemplate: { spec: job('a').spec } },
      },
      'spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3',
    ],
    [
      'an Ingress without rules',
      '/apis/networking.k8s.io/v1/namespaces/default/ingresses',
      { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'a' }, spec: {} },
      'either `defaultBackend` or `rules` must be specified',
    ],
    [
      'a claim without a size',
      '/api/v1/namespaces/default/persistentvolumeclaims',
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'a' },
        spec: { accessModes: ['ReadWriteOnce'] },
      },
      'spec.resources[storage]: Required value',
    ],
  ])('%s', async (_what, path, object, ...messages) => {
    const { status, failure } = await client.create(path, object);
    expect(failure.message).toContain(messages[0]);
    expect(failure.message).toContain(messages.at(-1));
    expect(status).toBe(422);
  });

  it('another selector', async () => {
    await client.create(DEPLOYMENTS, deployment('fixed'));
    const selector = { matchLabels: { app: 'web', tier: 'a' } };
    const patch = { spec: { selector, template: { metadata: { labels: { app: 'web', tier: 'a' } } } } };
    const { failure } = await client.patch(`${DEPLOYMENTS}/fixed`, patch);
    expect(failure.message).toContain('spec.selector: Invalid value');
    expect(failure.message).toContain('field is immutable');
  });
});

it("a StatefulSet's pods mount what its claims are called", async () => {
  const volumeMounts = [{ name: 'data', mountPath: '/data' }];
  const [container] = podSpec.containers;
  const statefulSet = (claim: string) => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web' },
    spec: {
      serviceName: 'web',
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ ...container, volumeMounts }] } },
      volumeClaimTemplates: [
        {
          metadata: { name: claim },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  });
  const path = '/apis/apps/v1/namespaces/default/statefulsets';
  const refused = await client.create(path, statefulSet('other'));
  expect(refused.failure.message).toContain('volumeMounts[0].name: Not found: "data"');
  expect((await client.create(path, statefulSet('data'))).status).toBe(201);
});

describe('every built-in kind', () => {
  it('is described for clients', async () => {
    const { text } = await client.get('/openapi/v2');
    const { definitions } = JSON.parse(text);
    expect(definitions['io.k8s.api.core.v1.Container'].properties.ports).toMatchObject({
      items: { $ref: '#/definitions/io.k8s.api.core.v1.ContainerPort' },
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'containerPort',
      'x-kubernetes-patch-strategy': 'merge',
    });
    expect(definitions['io.k8s.api.apps.v1.DeploymentSpec'].properties.strategy).toEqual({
      description: 'How old pods are replaced by new ones.',
      $ref: '#/definitions/io.k8s.api.apps.v1.DeploymentStrategy',
      'x-kubernetes-patch-strategy': 'retainKeys',
    });
    for (const name of text.match(/(?<=#\/definitions\/)[^"]+/g) ?? [])
      expect(definitions).toHaveProperty([name]);
  });

  it('is found in discovery', async () => {
    const { text } = await client.get('/api/v1');
    expect(JSON.parse(text).resources.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['pods', 'pods/status', 'services', 'nodes', 'persistentvolumeclaims']),
    );
  });
});

describe('the scale of a Deployment', () => {
  const path = `${DEPLOYMENTS}/scaled/scale`;
  beforeAll(() => client.create(DEPLOYMENTS, deployment('scaled', { replicas: 2 })));

  it('is the same for all kinds', async () => {
    const { object } = await client.get(path);
    expect(object).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'scaled', namespace: 'default' },
      spec: { replicas: 2 },
      status: { replicas: 0, selector: 'app=web' },
    });
  });

  it('can be replaced, patched and applied', async () => {
    const { object } = await client.get(path);
    const replaced = await client.update(path, { ...object, spec: { replicas: 3 } });
    expect(replaced.object).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } });
    const patched = await client.patch(path, { spec: { replicas: 4 } });
    expect(patched.object).toMatchObject({ kind: 'Scale', spec: { replicas: 4 } });
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'scaled' } };
    const applied = await client.apply(path, { ...scale, spec: { replicas: 5 } }, 'me', '&force=true');
    expect(applied.object).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } });
    const { object: whole } = await client.get(`${DEPLOYMENTS}/scaled`);
    expect(whole).toMatchObject({ spec: { replicas: 5 }, metadata: { generation: 4 } });
    expect(whole.metadata.managedFields).toContainEqual(
      expect.objectContaining({ manager: 'me', operation: 'Apply', subresource: 'scale' }),
    );
  });

  it.each([
    ['for another state', { metadata: { name: 'scaled', resourceVersion: '1' }, spec: { replicas: 1 } }, 409],
    ['with fewer than none', { metadata: { name: 'scaled' }, spec: { replicas: -1 } }, 422],
    ['with what is no number', { metadata: { name: 'scaled' }, spec: { replicas: 'two' } }, 422],
  ])('%s is refused', async (_what, scale, code) => {
    const { status } = await client.update(path, { apiVersion: 'autoscaling/v1', kind: 'Scale', ...scale });
    expect(status).toBe(code);
  });
});
