import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { guide } from './support/guide-manifests.ts';
import { type GuideWorld, startGuideWorld } from './support/guide-world.ts';
import type { Kubectl } from './support/kubectl.ts';

let world: GuideWorld;
let kubectl: Kubectl;
let api: ControlPlaneApi;

beforeAll(async () => {
  world = await startGuideWorld();
  kubectl = world.kubectl;
  api = new ControlPlaneApi(world.ready.controlPlane);
});
afterAll(() => world.stop());

beforeEach(async () => {
  await kubectl.apply(Object.values(guide).join('---'));
  for (const name of ['target-a', 'target-b']) await kubectl.programmed('kongtarget', name);
});

const remove = (...names: string[]) => kubectl.ok(['delete', ...names, '--timeout=60s']);

it('children first: each deletion removes its entity', async () => {
  await remove('kongtarget/target-a', 'kongtarget/target-b');
  expect(await api.entities('gateway-control-plane', 'targets')).toEqual([]);
  await remove('kongupstream/upstream');
  expect(await api.entities('gateway-control-plane', 'upstreams')).toEqual([]);
  await remove('konnectgatewaycontrolplane/gateway-control-plane');
  expect(await api.controlPlaneId('gateway-control-plane')).toBeUndefined();
});

it('parents first: the children stay in the cluster, say so, and can go afterwards', async () => {
  await remove('konnectgatewaycontrolplane/gateway-control-plane');
  expect(await api.controlPlaneId('gateway-control-plane')).toBeUndefined();
  await kubectl.condition('kongupstream', 'upstream', 'ControlPlaneRefValid', {
    status: 'False',
    reason: 'Invalid',
  });
  await remove('kongupstream/upstream');
  await kubectl.condition('kongtarget', 'target-a', 'KongUpstreamRefValid', {
    status: 'False',
    reason: 'Invalid',
  });
  await remove('kongtarget/target-a', 'kongtarget/target-b');
});

it('a target whose upstream was deleted is made again when the upstream returns', async () => {
  await remove('kongupstream/upstream');
  const { message } = await kubectl.condition('kongtarget', 'target-a', 'KongUpstreamRefValid', {
    status: 'False',
    reason: 'Invalid',
  });
  expect(message).toContain('default/upstream');
  expect(await api.entities('gateway-control-plane', 'targets')).toEqual([]);
  await kubectl.apply(guide.upstream);
  for (const name of ['target-a', 'target-b']) await kubectl.programmed('kongtarget', name);
  expect(await api.entities('gateway-control-plane', 'targets')).toHaveLength(2);
});

it('a control plane that is deleted and declared again takes its entities along', async () => {
  await remove('konnectgatewaycontrolplane/gateway-control-plane');
  await kubectl.condition('kongtarget', 'target-a', 'ControlPlaneRefValid', {
    status: 'False',
    reason: 'Invalid',
  });
  await kubectl.apply(guide.controlPlane);
  for (const name of ['target-a', 'target-b']) await kubectl.programmed('kongtarget', name);
  expect(await api.entities('gateway-control-plane', 'upstreams')).toHaveLength(1);
  expect(await api.entities('gateway-control-plane', 'targets')).toHaveLength(2);
});

it('an authentication in use stays until nothing refers to it any more', async () => {
  await kubectl.condition('konnectapiauthconfiguration', 'konnect-api-auth', 'APIAuthValid', {
    status: 'True',
  });
  const auth = await kubectl.ok([
    'get',
    'konnectapiauthconfiguration',
    'konnect-api-auth',
    '--output',
    'yaml',
  ]);
  const secret = await kubectl.get('secret', 'konnect-api-auth');
  expect(secret.metadata.finalizers).toContain('konnect.konghq.com/konnectapiauth-in-use');
  await kubectl.ok(['delete', 'konnectapiauthconfiguration', 'konnect-api-auth', '--wait=false']);
  await remove('kongtarget/target-a', 'kongtarget/target-b', 'kongupstream/upstream');
  await remove('konnectgatewaycontrolplane/gateway-control-plane');
  await kubectl.gone('konnectapiauthconfiguration', 'konnect-api-auth');
  expect(await api.controlPlaneId('gateway-control-plane')).toBeUndefined();
  expect((await kubectl.get('secret', 'konnect-api-auth')).metadata.finalizers ?? []).toEqual([]);
  const { spec } = JSON.parse(
    await kubectl.ok(['create', '--dry-run=client', '--output=json', '-f', '-'], auth),
  );
  const again = {
    apiVersion: 'konnect.konghq.com/v1alpha1',
    kind: 'KonnectAPIAuthConfiguration',
    metadata: { name: 'konnect-api-auth' },
    spec,
  };
  await kubectl.apply(JSON.stringify(again));
});

it('a whole namespace, authentication and entities at once, ends', async () => {
  const token = await kubectl.ok(['get', 'secret', 'konnect-api-auth', '--output', 'jsonpath={.data.token}']);
  const inNamespace = (manifest: string) => manifest.replaceAll('namespace: default', 'namespace: whole');
  await kubectl.ok(['create', 'namespace', 'whole']);
  await kubectl.apply(
    [
      `{apiVersion: v1, kind: Secret, metadata: {name: konnect-api-auth, namespace: whole, labels: {konghq.com/credential: konnect}}, data: {token: ${token}}}\n`,
      `{apiVersion: konnect.konghq.com/v1alpha1, kind: KonnectAPIAuthConfiguration, metadata: {name: konnect-api-auth, namespace: whole}, spec: {type: secretRef, secretRef: {name: konnect-api-auth}, serverURL: "${world.ready.controlPlane.url}"}}\n`,
      inNamespace(guide.controlPlane).replace('spec: {name: gateway-control-plane', 'spec: {name: whole'),
      inNamespace(guide.upstream),
      inNamespace(guide.targetA),
      inNamespace(guide.targetB),
    ].join('---\n'),
  );
  await kubectl.programmed('kongtarget', 'target-b', 'whole');
  await kubectl.ok(['delete', 'namespace', 'whole', '--timeout=60s']);
  expect(await api.controlPlaneId('whole')).toBeUndefined();
});
