import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forbidden, requestsOf, unused } from './support/audited-access.ts';
import { ChartWorld, operatorAccount } from './support/chart-world.ts';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { guide, target } from './support/guide-manifests.ts';
import { chart, helm, setValues } from './support/helm.ts';
import type { SluiceProcess } from './support/sluice-process.ts';

const patience = { timeout: 60_000, interval: 250 };

/** The Secret lies in another namespace than what refers to it, which a grant permits. */
function authentication(serverURL: string, token: string): string {
  return `
apiVersion: v1
kind: Secret
metadata: {name: konnect-token, namespace: vault, labels: {konghq.com/credential: konnect}}
stringData: {token: ${token}}
---
apiVersion: configuration.konghq.com/v1alpha1
kind: KongReferenceGrant
metadata: {name: for-default, namespace: vault}
spec:
  from: [{group: konnect.konghq.com, kind: KonnectAPIAuthConfiguration, namespace: default}]
  to: [{group: core, kind: Secret}]
---
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectAPIAuthConfiguration
metadata: {name: konnect-api-auth, namespace: default}
spec: {type: secretRef, secretRef: {name: konnect-token, namespace: vault}, serverURL: '${serverURL}'}
`;
}

/** The tags of an entity whose object the cluster has never had. */
function tagsOfNobody(kind: string): string[] {
  const facts = {
    'k8s-generation': '1',
    'k8s-group': 'configuration.konghq.com',
    'k8s-kind': kind,
    'k8s-name': 'nobody',
    'k8s-namespace': 'default',
    'k8s-uid': randomUUID(),
    'k8s-version': 'v1alpha1',
    'managed-by': 'kong-operator',
  };
  return Object.entries(facts).map(([key, value]) => `${key}:${value}`);
}

const quick = { 'operator.konnectSyncPeriod': '1s' };

describe.each([
  ['in the whole cluster', quick],
  [
    'in some namespaces, removing orphans',
    { ...quick, 'operator.pruneOrphans': true, 'operator.watchNamespaces': ['default', 'vault'] },
  ],
])('an operator that the chart permits to work %s', (_where, values) => {
  let world: ChartWorld;
  let api: ControlPlaneApi;
  let operator: SluiceProcess;
  const all = { ...values, 'operator.konnectCa.secretName': 'control-plane-ca' };
  const prunes = 'operator.pruneOrphans' in values;

  beforeAll(async () => {
    world = await ChartWorld.start();
    api = new ControlPlaneApi(world.controlPlane);
    const { kubectl, controlPlane } = world;
    await kubectl.ok(['create', 'namespace', 'vault']);
    await kubectl.ok(['create', 'namespace', 'sluice']);
    // What a kubelet would mount from the Secret that the value names.
    await kubectl.ok([
      ...['create', 'secret', 'generic', 'control-plane-ca', '--namespace', 'sluice'],
      ...['--from-file', `ca.crt=${controlPlane.caFile}`],
    ]);
    await world.release('install', all);
    expect(await unused(kubectl, requests())).not.toEqual([]);
    operator = await runOperator();
  });
  afterAll(() => world?.stop());

  const runOperator = (options?: { converts: boolean }) =>
    world.runOperator({ '/etc/sluice/konnect-ca/ca.crt': world.controlPlane.caFile }, options);
  const collection = async (name: string) =>
    `/v2/control-planes/${await api.controlPlaneId('gateway-control-plane')}/core-entities/${name}`;
  const targetWeights = async () => {
    const targets = await api.entities('gateway-control-plane', 'targets');
    return Object.fromEntries(targets.map(({ target: address = '', weight }) => [address, weight]));
  };
  const requests = () => requestsOf(operatorAccount, world.auditLog);

  it('makes what the guide applies', async () => {
    const { kubectl, controlPlane } = world;
    const token = readFileSync(controlPlane.tokenFile, 'utf8').trim();
    await kubectl.apply(authentication(controlPlane.url, token));
    await kubectl.apply(Object.values(guide).join('---'));
    for (const name of ['target-a', 'target-b']) await kubectl.programmed('kongtarget', name);
    expect(await targetWeights()).toEqual({ '10.0.0.1:8000': 30, '10.0.0.2:8000': 70 });
  });

  it('changes what is edited', async () => {
    await world.kubectl.apply(target('target-a', '10.0.0.1', 50));
    await world.kubectl.programmed('kongtarget', 'target-a');
    expect(await targetWeights()).toMatchObject({ '10.0.0.1:8000': 50 });
  });

  it('puts back what somebody changes, each time, and counts that in one Event', async () => {
    const { kubectl } = world;
    const upstream = await kubectl.get('kongupstream', 'upstream');
    const targetB = await kubectl.get('kongtarget', 'target-b');
    const path = `${await collection('upstreams')}/${upstream.status?.konnect?.id}/targets/${targetB.status?.konnect?.id}`;
    for (const count of [1, 2]) {
      await api.put(path, { target: '10.0.0.2', weight: 1 });
      await vi.waitFor(async () => {
        expect(await targetWeights()).toMatchObject({ '10.0.0.2:8000': 70 });
        const of = 'reason=DriftMended,involvedObject.name=target-b';
        const found = JSON.parse(
          await kubectl.ok(['get', 'events', '--field-selector', of, '--output', 'json']),
        );
        expect(found.items).toMatchObject([{ count }]);
      }, patience);
    }
  });

  it('sees that the Secret loses its label, lets it go, and takes it back', async () => {
    const { kubectl } = world;
    const label = ['label', 'secret', 'konnect-token', '--namespace', 'vault'];
    await kubectl.ok([...label, 'konghq.com/credential-']);
    await kubectl.condition('konnectapiauthconfiguration', 'konnect-api-auth', 'APIAuthValid', {
      status: 'False',
    });
    await vi.waitFor(async () => {
      expect((await kubectl.get('secret', 'konnect-token', 'vault')).metadata.finalizers).toBeUndefined();
    }, patience);
    await kubectl.ok([...label, 'konghq.com/credential=konnect']);
    await kubectl.condition('konnectapiauthconfiguration', 'konnect-api-auth', 'APIAuthValid', {
      status: 'True',
    });
  });

  it('converts control planes, also after its certificate was spoilt', async () => {
    const { kubectl } = world;
    const former = ['get', 'konnectgatewaycontrolplanes.v1alpha1.konnect.konghq.com', '--output', 'json'];
    const [shown] = JSON.parse(await kubectl.ok(former)).items;
    expect(shown.spec.name).toBe('gateway-control-plane');
    const secret = ['secret', 'sluice-conversion-webhook', '--namespace', 'sluice'];
    const spoilt = JSON.stringify({ data: { 'tls.crt': '' } });
    await kubectl.ok(['patch', ...secret, '--patch', spoilt]);
    await vi.waitFor(async () => {
      const { data } = JSON.parse(await kubectl.ok(['get', ...secret, '--output', 'json']));
      expect(data['tls.crt']).not.toBe('');
      await kubectl.ok(former);
    }, patience);
    // An upgrade writes the definition again, and leaves it whom to trust.
    await world.release('upgrade', { ...all, 'operator.logLevel': 'debug' });
    await kubectl.ok(former);
  });

  it.runIf(prunes)('removes entities of objects that are gone', async () => {
    const { kubectl } = world;
    const { status } = await kubectl.get('kongupstream', 'upstream');
    const upstreams = await collection('upstreams');
    const orphan = { name: 'orphan', tags: tagsOfNobody('KongUpstream') };
    await api.put(`${upstreams}/${randomUUID()}`, orphan);
    const orphans = { target: '10.9.9.9', tags: tagsOfNobody('KongTarget') };
    await api.put(`${upstreams}/${status?.konnect?.id}/targets/${randomUUID()}`, orphans);
    await vi.waitFor(async () => {
      expect(await api.entities('gateway-control-plane', 'upstreams')).toHaveLength(1);
      expect(await targetWeights()).not.toHaveProperty('10.9.9.9:8000');
    }, patience);
  });

  it('hands over to another replica', async () => {
    const { kubectl } = world;
    const second = await runOperator({ converts: false });
    expect(await operator.stop()).toBe(0);
    await kubectl.apply(target('target-c', '10.0.0.3', 10));
    await kubectl.programmed('kongtarget', 'target-c');
    expect(await second.stop()).toBe(0);
    operator = await runOperator();
  });

  it('removes what is deleted, and lets everything go', async () => {
    const { kubectl } = world;
    const entities = ['kongtargets', 'kongupstreams', 'konnectgatewaycontrolplanes'];
    await kubectl.ok(['delete', entities.join(), '--all', '--timeout=60s']);
    expect(await api.controlPlaneId('gateway-control-plane')).toBeUndefined();
    await kubectl.ok(['delete', 'konnectapiauthconfigurations', '--all', '--timeout=60s']);
    await kubectl.ok(['delete', 'secret', 'konnect-token', '--namespace', 'vault', '--timeout=60s']);
  });

  it('asked for nothing that it may not have, and may have nothing that it did not ask for', async () => {
    expect(await operator.stop()).toBe(0);
    expect(requests().length).toBeGreaterThan(50);
    expect(forbidden(requests())).toEqual([]);
    await vi.waitFor(async () => expect(await unused(world.kubectl, requests())).toEqual([]), patience);
  });
});

it('brings new versions of the definitions along in an upgrade', async () => {
  const world = await ChartWorld.start();
  try {
    const weight = async () => {
      const crd = ['get', 'crd', 'kongtargets.configuration.konghq.com', '--output', 'json'];
      const [version] = JSON.parse(await world.kubectl.ok(crd)).spec.versions;
      return version.schema.openAPIV3Schema.properties.spec.properties.weight.maximum;
    };
    const older = join(mkdtempSync(join(tmpdir(), 'sluice-older-chart-')), 'sluice');
    cpSync(chart, older, { recursive: true });
    const file = join(older, 'files', 'crds', 'configuration.konghq.com_kongtargets.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('maximum: 65535', 'maximum: 1000'));
    await helm(['install', 'sluice', older, '--namespace', 'sluice', '--create-namespace'], world.kubeconfig);
    expect(await weight()).toBe(1000);
    await world.release('upgrade', {});
    expect(await weight()).toBe(65535);
  } finally {
    await world.stop();
  }
});

it('has a second release beside it only without definitions, and keeps what is its own when that goes', async () => {
  const world = await ChartWorld.start();
  const { kubectl, kubeconfig } = world;
  const second = ['second', '--namespace', 'second'];
  const install = ['install', ...second, chart, '--create-namespace'];
  const ofOperators = async () =>
    (await kubectl.ok(['get', 'clusterroles,deployments', '--all-namespaces', '--output', 'name']))
      .split('\n')
      .filter((name) => name.endsWith('-operator'));
  try {
    await world.release('install', {});
    await expect(helm(install, kubeconfig)).rejects.toThrow(/CustomResourceDefinition .* cannot be imported/);
    const alone = await ofOperators();
    expect(alone).toEqual([
      'clusterrole.rbac.authorization.k8s.io/sluice-sluice-operator',
      'deployment.apps/sluice-operator',
    ]);
    const values = { 'crds.install': false, 'operator.watchNamespaces': ['default'] };
    await helm([...install, ...setValues(values)], kubeconfig);
    expect(await ofOperators()).toEqual(
      [
        ...alone,
        'clusterrole.rbac.authorization.k8s.io/second-second-sluice-operator',
        'deployment.apps/second-sluice-operator',
      ].sort(),
    );
    await helm(['uninstall', ...second], kubeconfig);
    expect(await ofOperators()).toEqual(alone);
    await kubectl.apply(guide.upstream);
  } finally {
    await world.stop();
  }
});

it('leaves definitions and objects as they are when the release goes', async () => {
  const world = await ChartWorld.start();
  const { kubectl } = world;
  try {
    await world.release('install', {});
    await kubectl.apply(guide.upstream);
    const { uid } = (await kubectl.get('kongupstream', 'upstream')).metadata;
    await world.release('upgrade', { 'operator.replicas': 3, 'operator.watchNamespaces': ['default'] });
    const deployment = JSON.parse(
      await kubectl.ok(['get', 'deployment/sluice-operator', '--namespace', 'sluice', '--output', 'json']),
    );
    expect(deployment.spec.replicas).toBe(3);
    expect(await kubectl.ok(['get', 'role', 'sluice-operator-watched'])).toContain('sluice-operator-watched');
    await helm(['uninstall', 'sluice', '--namespace', 'sluice'], world.kubeconfig);
    expect((await kubectl.get('kongupstream', 'upstream')).metadata.uid).toBe(uid);
    const left = ['get', 'clusterroles,clusterrolebindings', '--output', 'name'];
    expect(await kubectl.ok([...left, '--selector', 'app.kubernetes.io/instance=sluice'])).toBe('');
    // Installed again, it takes its definitions over.
    await world.release('install', {});
  } finally {
    await world.stop();
  }
});
