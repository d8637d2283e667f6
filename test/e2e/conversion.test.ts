import { join } from 'node:path';
import { crdManifest, KonnectGatewayControlPlane } from '@sluice/kong-resources';
import { expect, it } from 'vitest';
import { kubernetesTools } from '../../scripts/kubernetes-tools.ts';
import { Kubectl } from './support/kubectl.ts';
import { SluiceProcess } from './support/sluice-process.ts';
import { newStateDir, SluiceUp } from './support/sluice-up.ts';

const [plural, group] = ['konnectgatewaycontrolplanes', 'konnect.konghq.com'];
const versions = { v1alpha1: `${plural}.v1alpha1.${group}`, v1alpha2: `${plural}.v1alpha2.${group}` };

/** The CRD as it was when there was but one version. */
function formerDefinition(): string {
  const { spec, ...definition } = structuredClone(crdManifest(KonnectGatewayControlPlane));
  const {
    conversion: _,
    versions: all,
    ...rest
  } = spec as { conversion: object; versions: { name: string }[] };
  const former = all
    .filter(({ name }) => name === 'v1alpha1')
    .map((version) => ({ ...version, storage: true }));
  return JSON.stringify({ ...definition, spec: { ...rest, versions: former } });
}

const plane = (description: string) => `
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectGatewayControlPlane
metadata: {name: plane, namespace: default}
spec: {name: plane, description: ${description}, labels: {team: a}, konnect: {authRef: {name: konnect-api-auth}}}
`;

it('what was stored before there was another version is carried over, and both versions are served', async () => {
  const stateDir = newStateDir();
  const former = await SluiceProcess.start(['apiserver', '--state-dir', stateDir, '--port', '0'], 1);
  const { kubectl: program } = await kubernetesTools('1.35');
  const before = new Kubectl(program, join(stateDir, 'kubeconfig'));
  await before.ok(['create', '-f', '-'], formerDefinition());
  await before.ok(['wait', '--for', 'condition=Established', 'crd', `${plural}.${group}`]);
  await before.apply(plane('before'));
  const { uid } = (await before.get(versions.v1alpha1, 'plane')).metadata;
  await former.stop();

  const up = new SluiceUp({ stateDir });
  const ready = await up.event('ready');
  const kubectl = new Kubectl(program, ready.kubeconfig);
  await kubectl.programmed(versions.v1alpha2, 'plane');
  const stored = await kubectl.get(versions.v1alpha2, 'plane');
  expect(stored.metadata.uid).toBe(uid);
  expect(stored.spec).toMatchObject({
    createControlPlaneRequest: { name: 'plane', description: 'before', labels: { team: 'a' } },
  });

  await kubectl.apply(plane('after'));
  await kubectl.programmed(versions.v1alpha1, 'plane');
  expect((await kubectl.get(versions.v1alpha1, 'plane')).spec).toMatchObject({
    name: 'plane',
    description: 'after',
    labels: { team: 'a' },
  });
  expect((await kubectl.get(versions.v1alpha2, 'plane')).spec).toMatchObject({
    createControlPlaneRequest: { description: 'after' },
  });
  const { err } = await kubectl.run(['get', versions.v1alpha1]);
  expect(err).toContain('deprecated in favor of v1alpha2');
});

it('versions are converted again after the operator was killed', async () => {
  const up = new SluiceUp({ stateDir: newStateDir() });
  const ready = await up.event('ready');
  const kubectl = new Kubectl((await kubernetesTools('1.35')).kubectl, ready.kubeconfig);
  await kubectl.apply(plane('one'));
  await kubectl.programmed(versions.v1alpha1, 'plane');
  process.kill(ready.pids.operator, 'SIGKILL');
  await expect
    .poll(async () => (await kubectl.run(['apply', '-f', '-'], plane('two'))).code, { timeout: 30_000 })
    .toBe(0);
  await kubectl.programmed(versions.v1alpha1, 'plane');
  expect((await kubectl.get(versions.v1alpha2, 'plane')).spec).toMatchObject({
    createControlPlaneRequest: { description: 'two' },
  });
});
