import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chart, helm, type Rendered, rendered, setValues } from './support/helm.ts';

type Values = Readonly<Record<string, unknown>>;

/** The parts of a workload that are looked at. */
interface Workload {
  readonly replicas: number;
  readonly template: {
    readonly spec: {
      readonly serviceAccountName?: string;
      readonly automountServiceAccountToken?: boolean;
      readonly securityContext: object;
      readonly volumes?: readonly object[];
      readonly containers: readonly {
        readonly args: readonly string[];
        readonly env?: readonly object[];
        readonly securityContext: object;
        readonly resources: object;
        readonly startupProbe: object;
        readonly livenessProbe: object;
        readonly readinessProbe: object;
      }[];
    };
  };
}

/** The parts of a ServiceMonitor's endpoint that differ. */
interface Endpoint {
  readonly authorization: { readonly credentials: { readonly name: string } };
  readonly tlsConfig: { readonly ca?: object };
}

/** Kinds and names of objects, in the order of the alphabet. */
const named = (objects: readonly Rendered[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

function workload(objects: readonly Rendered[], kind: string, name: string): Workload {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name} among ${named(objects).join(', ')}`);
  return found['spec'] as Workload;
}

const postgresql = {
  'controlPlane.enabled': true,
  'controlPlane.replicas': 3,
  'controlPlane.postgresql.secretName': 'database',
  'controlPlane.credentials.secretName': 'credentials',
  'controlPlane.tls.secretName': 'certificate',
};

it('has nothing that helm lint minds', async () => {
  const watched = {
    ...postgresql,
    'prometheusRule.enabled': true,
    'operator.metrics.serviceMonitor.enabled': true,
    'controlPlane.metrics.serviceMonitor.enabled': true,
  };
  for (const values of [{}, { 'controlPlane.enabled': true }, postgresql, watched]) {
    expect(await helm(['lint', '--strict', chart, ...setValues(values)])).toContain('0 chart(s) failed');
  }
});

it.each(['1.28', '1.32'] as const)(
  'is made the same by helm 3 that goes with Kubernetes %s as by helm 4',
  async (version) => {
    for (const values of [{}, { 'controlPlane.enabled': true }, postgresql]) {
      expect(named(await rendered(values, version))).toEqual(named(await rendered(values)));
    }
  },
);

describe('the chart as it is', () => {
  it('installs the definitions, two replicas of the operator, and what belongs to them', async () => {
    const objects = await rendered();
    expect(named(objects)).toEqual([
      'ClusterRole sluice-sluice-operator',
      'ClusterRoleBinding sluice-sluice-operator',
      'CustomResourceDefinition kongreferencegrants.configuration.konghq.com',
      'CustomResourceDefinition kongtargets.configuration.konghq.com',
      'CustomResourceDefinition kongupstreams.configuration.konghq.com',
      'CustomResourceDefinition konnectapiauthconfigurations.konnect.konghq.com',
      'CustomResourceDefinition konnectgatewaycontrolplanes.konnect.konghq.com',
      'Deployment sluice-operator',
      'NetworkPolicy sluice-operator',
      'PodDisruptionBudget sluice-operator',
      'Role sluice-operator',
      'RoleBinding sluice-operator',
      'Service sluice-conversion-webhook',
      'Service sluice-operator-metrics',
      'ServiceAccount sluice-operator',
    ]);
    expect(workload(objects, 'Deployment', 'sluice-operator').replicas).toBe(2);
  });

  it('has an uninstall leave the definitions, and the API server come to its own Service', async () => {
    const definitions = (await rendered()).filter(({ kind }) => kind === 'CustomResourceDefinition');
    for (const { metadata } of definitions) {
      expect(metadata).toMatchObject({ annotations: { 'helm.sh/resource-policy': 'keep' } });
    }
    expect(definitions.map(({ spec }) => spec)).toContainEqual(
      expect.objectContaining({
        conversion: {
          strategy: 'Webhook',
          webhook: {
            conversionReviewVersions: ['v1'],
            clientConfig: {
              service: {
                name: 'sluice-conversion-webhook',
                namespace: 'sluice',
                path: '/convert',
                port: 443,
              },
            },
          },
        },
      }),
    );
  });
});

const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

it.each<[string, Values, string, string]>([
  ['the operator', {}, 'Deployment', 'sluice-operator'],
  ['the control plane on SQLite', { 'controlPlane.enabled': true }, 'StatefulSet', 'sluice-control-plane'],
  ['the control plane on PostgreSQL', postgresql, 'Deployment', 'sluice-control-plane'],
])(
  '%s runs as the restricted Pod Security Standard wants it, and is probed',
  async (_what, values, kind, name) => {
    const { spec } = workload(await rendered(values), kind, name).template;
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const container of spec.containers) {
      expect(container.securityContext).toEqual(restricted);
      expect(container.resources).toHaveProperty('limits.memory');
      expect(container).toMatchObject({
        startupProbe: { httpGet: { path: '/healthz' } },
        livenessProbe: { httpGet: { path: '/healthz' } },
        readinessProbe: { httpGet: { path: '/readyz' } },
      });
    }
  },
);

/** The arguments of the one container of a workload. */
async function argumentsOf(values: Values, kind: string, name: string): Promise<readonly string[]> {
  return workload(await rendered(values), kind, name).template.spec.containers[0]?.args ?? [];
}

it.each<[string, Values, string[]]>([
  [
    'namespaces',
    { 'operator.watchNamespaces': ['a', 'b'] },
    ['--watch-namespaces=a', '--watch-namespaces=b'],
  ],
  ['a sync period', { 'operator.konnectSyncPeriod': '1m30s' }, ['--konnect-sync-period=1m30s']],
  ['orphans', { 'operator.pruneOrphans': true }, ['--prune-orphans']],
  [
    'an authority in a Secret',
    { 'operator.konnectCa.secretName': 'ca' },
    ['--konnect-ca-file=/etc/sluice/konnect-ca/ca.crt'],
  ],
  [
    'an authority in a ConfigMap',
    { 'operator.konnectCa.configMapName': 'ca' },
    ['--konnect-ca-file=/etc/sluice/konnect-ca/ca.crt'],
  ],
  ['more flags', { 'operator.extraArgs': ['--adopt-by-name'] }, ['--adopt-by-name']],
])('hands %s to the operator', async (_what, values, expected) => {
  expect(await argumentsOf(values, 'Deployment', 'sluice-operator')).toEqual(
    expect.arrayContaining(expected),
  );
});

it('gives the operator a Role in each namespace that it watches, and none in the whole cluster for those', async () => {
  const objects = await rendered({ 'operator.watchNamespaces': ['a', 'b'] });
  const roles = objects.filter(({ kind }) => kind === 'Role').map(({ metadata }) => metadata);
  expect(roles).toMatchObject([
    { name: 'sluice-operator', namespace: 'sluice' },
    { name: 'sluice-operator-watched', namespace: 'a' },
    { name: 'sluice-operator-watched', namespace: 'b' },
  ]);
  const ofCluster = objects.find(({ kind }) => kind === 'ClusterRole');
  expect(JSON.stringify(ofCluster)).not.toContain('"secrets"');
});

it('binds an account that exists, and makes none', async () => {
  const account = { 'operator.serviceAccount.create': false, 'operator.serviceAccount.name': 'mine' };
  const objects = await rendered(account);
  expect(named(objects)).not.toContain('ServiceAccount sluice-operator');
  expect(workload(objects, 'Deployment', 'sluice-operator').template.spec.serviceAccountName).toBe('mine');
  for (const { subjects } of objects.filter(({ kind }) => kind.endsWith('RoleBinding'))) {
    expect(subjects).toEqual([{ kind: 'ServiceAccount', name: 'mine', namespace: 'sluice' }]);
  }
});

it('asks for no PodDisruptionBudget of a single replica, and for no definitions where others install them', async () => {
  const objects = await rendered({ 'operator.replicas': 1, 'crds.install': false });
  expect(named(objects).filter((name) => /Disruption|Definition/.test(name))).toEqual([]);
});

describe('the Prometheus operator', () => {
  /** The one object of this kind. */
  async function only(kind: string, values: Values): Promise<Rendered> {
    const [found, ...more] = (await rendered(values)).filter((object) => object.kind === kind);
    if (found === undefined) throw new Error(`there is no ${kind}`);
    expect(more).toEqual([]);
    return found;
  }

  it('reads the metrics of the operator, where that is asked for', async () => {
    const monitor = await only('ServiceMonitor', {
      'operator.metrics.serviceMonitor': { enabled: true, labels: { release: 'prometheus' } },
    });
    expect(monitor).toMatchObject({
      metadata: { name: 'sluice-operator', labels: { release: 'prometheus' } },
      spec: { endpoints: [{ port: 'metrics', interval: '30s' }] },
    });
  });

  it.each<[string, Values, object]>([
    [
      'a token and an authority of their own',
      {
        'controlPlane.enabled': true,
        'controlPlane.metrics.serviceMonitor': {
          enabled: true,
          tokenSecretName: 'viewer',
          ca: { configMapName: 'ca' },
        },
      },
      { token: 'viewer', ca: { configMap: { name: 'ca', key: 'ca.crt' } } },
    ],
    [
      'the token that replicas share, and public authorities',
      { ...postgresql, 'controlPlane.metrics.serviceMonitor.enabled': true },
      { token: 'credentials', ca: undefined },
    ],
  ])('reads the metrics of the control plane with %s', async (_what, values, expected) => {
    const { spec } = await only('ServiceMonitor', values);
    const [endpoint] = (spec as { endpoints: Endpoint[] }).endpoints;
    expect(endpoint).toMatchObject({
      port: 'https',
      scheme: 'https',
      authorization: { credentials: { key: 'token' } },
      tlsConfig: { serverName: 'sluice-control-plane.sluice.svc' },
    });
    expect({
      token: endpoint?.authorization.credentials.name,
      ca: endpoint?.tlsConfig.ca,
    }).toEqual(expected);
  });

  const rules = { 'prometheusRule.enabled': true };
  it.each<[string, Values, string[]]>([
    ['the operator', rules, ['sluice-operator']],
    ['both', { ...rules, 'controlPlane.enabled': true }, ['sluice-operator', 'sluice-control-plane']],
    [
      'the control plane',
      { ...rules, 'operator.enabled': false, 'controlPlane.enabled': true },
      ['sluice-control-plane'],
    ],
  ])('gets the alerts about %s, as they are for Prometheus alone', async (_what, values, groups) => {
    const file = join(chart, '..', '..', 'deploy', 'prometheus', 'sluice.rules.yaml');
    const alone: { groups: { name: string }[] } = parse(readFileSync(file, 'utf8'));
    const { spec } = await only('PrometheusRule', values);
    expect(spec).toEqual({ groups: alone.groups.filter(({ name }) => groups.includes(name)) });
  });
});

describe('the control plane', () => {
  it('keeps everything on a volume with SQLite, and covers its Service’s names by its certificate', async () => {
    const values = { 'controlPlane.enabled': true, 'controlPlane.publicUrl': 'https://konnect.example.com' };
    const objects = await rendered(values);
    expect(named(objects).filter((name) => name.includes('control-plane'))).toEqual([
      'NetworkPolicy sluice-control-plane',
      'Service sluice-control-plane',
      'StatefulSet sluice-control-plane',
    ]);
    expect(await argumentsOf(values, 'StatefulSet', 'sluice-control-plane')).toEqual([
      'control-plane',
      '--state-dir=/data/state',
      '--host=0.0.0.0',
      '--port=8443',
      '--organization=local',
      '--log-level=info',
      '--public-url=https://konnect.example.com',
      '--tls-san=sluice-control-plane',
      '--tls-san=sluice-control-plane.sluice',
      '--tls-san=sluice-control-plane.sluice.svc',
      '--tls-san=sluice-control-plane.sluice.svc.cluster.local',
      '--tls-san=konnect.example.com',
    ]);
    const { template } = workload(objects, 'StatefulSet', 'sluice-control-plane');
    expect(template.spec.automountServiceAccountToken).toBe(false);
    expect(template.spec.volumes).toBeUndefined();
  });

  it('keeps nothing with PostgreSQL: what its replicas share is in Secrets', async () => {
    const objects = await rendered(postgresql);
    expect(named(objects).filter((name) => name.includes('control-plane'))).toEqual([
      'Deployment sluice-control-plane',
      'NetworkPolicy sluice-control-plane',
      'PodDisruptionBudget sluice-control-plane',
      'Service sluice-control-plane',
    ]);
    const { replicas, template } = workload(objects, 'Deployment', 'sluice-control-plane');
    expect(replicas).toBe(3);
    expect(template.spec.volumes).toMatchObject([
      { name: 'data', emptyDir: {} },
      { name: 'database', secret: { secretName: 'database', items: [{ key: 'url', path: 'url' }] } },
      { name: 'tls', secret: { secretName: 'certificate' } },
      { name: 'credentials', secret: { secretName: 'credentials' } },
    ]);
    expect(template.spec.containers[0]?.args).toEqual(
      expect.arrayContaining([
        '--database-url-file=/etc/sluice/database/url',
        '--token-file=/etc/sluice/credentials/token',
        '--secret-key-file=/etc/sluice/credentials/secret-key',
        '--tls-cert-file=/etc/sluice/tls/tls.crt',
        '--tls-key-file=/etc/sluice/tls/tls.key',
      ]),
    );
  });
});

it.each<[string, Values, boolean]>([
  ['nobody with SQLite', {}, false],
  ['its database', postgresql, true],
  [
    'a collector of traces',
    {
      'controlPlane.extraEnv': [
        { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://collector.observability:4318' },
      ],
    },
    true,
  ],
])('lets the control plane call %s', async (_whom, values, calls) => {
  const objects = await rendered({ ...values, 'controlPlane.enabled': true });
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ spec }) => spec);
  const ofControlPlane = policies.find((spec) => JSON.stringify(spec).includes('control-plane'));
  expect((ofControlPlane as { egress: object[] }).egress.length > 0).toBe(calls);
});

describe('a value that is wrong is named, with what to do', () => {
  it.each<[Values, RegExp]>([
    [
      { 'controlPlane.enabled': true, 'controlPlane.metrics.serviceMonitor.enabled': true },
      /controlPlane\.metrics\.serviceMonitor\.tokenSecretName is missing.*name a Secret/,
    ],
    [{ 'prometheusRule.labels': 'x' }, /\/prometheusRule\/labels': got string, want object/],
    [{ 'operator.replicas': -1 }, /\/operator\/replicas': minimum/],
    [{ 'operator.replicas': 'two' }, /\/operator\/replicas': got string, want integer/],
    [{ 'operator.konnectSyncPeriod': '60' }, /\/operator\/konnectSyncPeriod': '60' does not match pattern/],
    [{ 'operator.watchNamespaces': ['Team_A'] }, /\/operator\/watchNamespaces\/0': 'Team_A' does not match/],
    [{ 'operator.logLevel': 'loud' }, /\/operator\/logLevel': value must be one of 'trace', 'debug'/],
    [{ 'operator.podLabels': { tier: 1 } }, /\/operator\/podLabels\/tier': got number, want string/],
    [{ nameOverride: 'Team_A' }, /\/nameOverride': 'Team_A' does not match/],
    [
      { 'operator.metrics.serviceMonitor.interval': '1.5m' },
      /\/serviceMonitor\/interval': '1\.5m' does not match/,
    ],
    [
      { 'controlPlane.persistence.accessModes': ['ReadOnlyMany'] },
      /\/accessModes\/0': value must be one of 'ReadWriteOnce'/,
    ],
    [
      { 'operator.konnectCa': { secretName: 'a', configMapName: 'b' } },
      /operator\.konnectCa\.secretName and operator\.konnectCa\.configMapName are both set: leave one/,
    ],
    [{ 'operator.replica': 2 }, /\/operator': additional properties 'replica' not allowed/],
    [{ 'controlPlane.service.port': 70000 }, /\/controlPlane\/service\/port': maximum/],
    [{ 'controlPlane.publicUrl': 'http://a' }, /\/controlPlane\/publicUrl': 'http:\/\/a' does not match/],
    [
      { 'controlPlane.enabled': true, 'controlPlane.replicas': 2 },
      /controlPlane\.replicas is 2, and SQLite on a volume is for one: set controlPlane\.postgresql\.secretName/,
    ],
    [
      { ...postgresql, 'controlPlane.credentials.secretName': '' },
      /controlPlane\.credentials\.secretName is missing: .* name a Secret with the keys token and secret-key/,
    ],
    [
      { ...postgresql, 'controlPlane.tls.secretName': '' },
      /controlPlane\.tls\.secretName is missing: .* name a Secret of type kubernetes\.io\/tls/,
    ],
  ])('%j', async (values, message) => {
    await expect(rendered(values)).rejects.toThrow(message);
  });
});
