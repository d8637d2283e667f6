import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Status } from '../../src/status/status.ts';
import type { KubeClient } from '../server/kube-client.ts';
import { startTestServer, type TestServer } from '../server/test-server.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const SERVICES = '/api/v1/namespaces/default/services';

let server: TestServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
});
afterAll(() => server.close());

const labels = { app: 'web' };
const container = { name: 'web', image: 'nginx:1.27' };
const deployment = (podSpec: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'twice' },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
});
const causesOf = ({ failure }: { failure: Status }) => failure.details?.causes?.map(({ field }) => field);
const create = (podSpec: object) => client.create(`${DEPLOYMENTS}?dryRun=All`, deployment(podSpec));

describe('what a list with keys has twice', () => {
  const twice = (more: object, pod: object = {}) =>
    create({ ...pod, containers: [{ ...container, ...more }] });

  it.each([
    [
      'environment variables',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      {},
    ],
    ['ports of containers', { ports: [{ containerPort: 80 }, { containerPort: 80 }] }, {}],
    ['pull secrets', {}, { imagePullSecrets: [{ name: 'a' }, { name: 'a' }] }],
    ['names of hosts', {}, { hostAliases: [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }] }],
  ])('is taken as it is: %s', async (_what, more, pod) => {
    const { status, text } = await twice(more, pod);
    expect(status, text).toBe(201);
  });

  it.each([
    [
      'mounts',
      {
        volumeMounts: [
          { name: 'v', mountPath: '/a' },
          { name: 'v', mountPath: '/a' },
        ],
      },
      'volumeMounts[1]',
    ],
    [
      'names of ports',
      {
        ports: [
          { containerPort: 80, name: 'a' },
          { containerPort: 81, name: 'a' },
        ],
      },
      'ports[1].name',
    ],
  ])('is refused: %s', async (_what, more, field) => {
    const { status, failure } = await twice(more, { volumes: [{ name: 'v', emptyDir: {} }] });
    expect(status).toBe(422);
    expect(failure.message).toContain(`spec.template.spec.containers[0].${field}`);
  });

  it('is refused: volumes, containers, and ports of Services', async () => {
    const volumes = await twice({}, { volumes: [{ name: 'v' }, { name: 'v' }] });
    expect(causesOf(volumes)).toEqual(['spec.template.spec.volumes[1].name']);
    const ports = [
      { name: 'a', port: 80 },
      { name: 'b', port: 80 },
    ];
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'twice' },
      spec: { selector: labels, ports },
    };
    const shown = await client.create(`${SERVICES}?dryRun=All`, service);
    expect(causesOf(shown)).toEqual(['spec.ports[1]']);
    const containers = await create({ containers: [container, container] });
    expect(containers.failure.message).toContain(
      'spec.template.spec.containers[1].name: Duplicate value: "web"',
    );
    expect(causesOf(containers)).toEqual(['spec.template.spec.containers[1].name']);
  });
});

it('an owner of whom something is missing is told of once', async () => {
  const metadata = { name: 'owned', ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a' }] };
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
  const answer = await client.create('/api/v1/namespaces/default/configmaps?dryRun=All', configMap);
  expect(answer.status).toBe(422);
  expect(causesOf(answer)).toEqual(['metadata.ownerReferences.uid']);
});
