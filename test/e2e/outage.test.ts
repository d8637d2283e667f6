import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { type Behaviour, FaultyProxy } from './support/faulty-proxy.ts';
import { type GuideWorld, startGuideWorld } from './support/guide-world.ts';

let world: GuideWorld;

beforeAll(async () => {
  world = await startGuideWorld();
});
afterAll(() => world.stop());

/** How long after the end of an outage everything has to be programmed. */
const recoveryMs = 15_000;

const objects = (namespace: string, serverUrl: string, token: string) => `
apiVersion: v1
kind: Namespace
metadata: {name: ${namespace}}
---
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectAPIAuthConfiguration
metadata: {name: auth, namespace: ${namespace}}
spec: {type: token, token: ${token}, serverURL: "${serverUrl}"}
---
apiVersion: konnect.konghq.com/v1alpha1
kind: KonnectGatewayControlPlane
metadata: {name: plane, namespace: ${namespace}}
spec: {name: ${namespace}, konnect: {authRef: {name: auth}}}
---
apiVersion: configuration.konghq.com/v1alpha1
kind: KongUpstream
metadata: {name: upstream, namespace: ${namespace}}
spec: {name: upstream, controlPlaneRef: {type: konnectNamespacedRef, konnectNamespacedRef: {name: plane}}}
`;

const target = (namespace: string, name: string, address: string, weight: number) => `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongTarget
metadata: {name: ${name}, namespace: ${namespace}}
spec: {upstreamRef: {name: upstream}, target: "${address}", weight: ${weight}}
`;

it.each<[string, Behaviour, string, { create: string; update: string }]>([
  [
    'can not be reached',
    'break',
    'unreachable',
    { create: 'KonnectAPIOpFailed', update: 'KonnectAPIOpFailed' },
  ],
  ['answers 500', { status: 500 }, 'broken', { create: 'FailedToCreate', update: 'FailedToUpdate' }],
  [
    'answers 429',
    { status: 429, retryAfterSeconds: 3 },
    'limited',
    { create: 'FailedToCreate', update: 'FailedToUpdate' },
  ],
  [
    'breaks off its answers',
    'half',
    'halved',
    { create: 'KonnectAPIOpFailed', update: 'KonnectAPIOpFailed' },
  ],
  [
    'is hidden by an ingress without a backend',
    { page: 404 },
    'ingress',
    { create: 'FailedToCreate', update: 'FailedToUpdate' },
  ],
  [
    'is hidden by a redirect to a portal',
    { page: 302 },
    'redirect',
    { create: 'FailedToCreate', update: 'FailedToUpdate' },
  ],
  [
    'is hidden by a portal that answers 200',
    { page: 200 },
    'portal',
    { create: 'KonnectAPIOpFailed', update: 'KonnectAPIOpFailed' },
  ],
])(
  'while the control plane %s, what waits says so, and all is well soon after',
  async (_case, behaviour, namespace, reasons) => {
    const { kubectl, ready, up } = world;
    const pki = join(up.stateDir, 'pki');
    const [cert, key] = ['crt', 'key'].map((end) => readFileSync(join(pki, `control-plane.${end}`)));
    const proxy = await FaultyProxy.start(ready.controlPlane, { cert, key });
    const secret = await kubectl.ok([
      'get',
      'secret',
      'konnect-api-auth',
      '--output',
      'jsonpath={.data.token}',
    ]);
    const token = Buffer.from(secret, 'base64').toString('utf8');
    await kubectl.apply(objects(namespace, proxy.url, token));
    await kubectl.apply(
      ['untouched', 'changed', 'deleted']
        .map((name, at) => target(namespace, name, `10.0.0.${at}`, 1))
        .join('---'),
    );
    for (const name of ['untouched', 'changed', 'deleted'])
      await kubectl.programmed('kongtarget', name, namespace);
    const before = await kubectl.get('kongtarget', 'untouched', namespace);

    proxy.behaviour = behaviour;
    const names = ['new-a', 'new-b', 'new-c'];
    await kubectl.apply(names.map((name, at) => target(namespace, name, `10.0.1.${at}`, 1)).join('---'));
    await kubectl.apply(target(namespace, 'changed', '10.0.0.1', 2));
    const options = { namespace };
    for (const name of names) {
      await kubectl.condition(
        'kongtarget',
        name,
        'Programmed',
        { status: 'False', reason: reasons.create },
        options,
      );
    }
    await kubectl.condition(
      'kongtarget',
      'changed',
      'Programmed',
      { status: 'False', reason: reasons.update },
      options,
    );
    await kubectl.ok(['delete', 'kongtarget', 'deleted', '--namespace', namespace, '--wait=false']);
    const message = expect.stringContaining('deletion waits for the server');
    await kubectl.condition('kongtarget', 'deleted', 'Programmed', { status: 'False', message }, options);
    expect(await kubectl.get('kongtarget', 'untouched', namespace)).toEqual(before);

    proxy.behaviour = 'forward';
    await Promise.all(
      [...names, 'changed'].map((name) => kubectl.programmed('kongtarget', name, namespace, recoveryMs)),
    );
    await kubectl.gone('kongtarget', 'deleted', namespace);
    const targets = await new ControlPlaneApi(ready.controlPlane).entities(namespace, 'targets');
    expect(targets.map((entity) => `${entity.target} ${entity.weight}`).sort()).toEqual([
      '10.0.0.0:8000 1',
      '10.0.0.1:8000 2',
      '10.0.1.0:8000 1',
      '10.0.1.1:8000 1',
      '10.0.1.2:8000 1',
    ]);
  },
);

it('a control plane that is killed comes back, and nothing is lost or doubled', async () => {
  const { kubectl, ready } = world;
  const secret = await kubectl.ok([
    'get',
    'secret',
    'konnect-api-auth',
    '--output',
    'jsonpath={.data.token}',
  ]);
  const token = Buffer.from(secret, 'base64').toString('utf8');
  await kubectl.apply(objects('killed', ready.controlPlane.url, token));
  await kubectl.programmed('kongupstream', 'upstream', 'killed');
  const names = Array.from({ length: 20 }, (_, at) => `target-${at}`);
  const applied = kubectl.apply(
    names.map((name, at) => target('killed', name, `10.1.0.${at}`, 1)).join('---'),
  );
  process.kill(ready.pids.controlPlane, 'SIGKILL');
  await applied;
  for (const name of names) await kubectl.programmed('kongtarget', name, 'killed');
  const targets = await new ControlPlaneApi(ready.controlPlane).entities('killed', 'targets');
  expect(new Set(targets.map((entity) => entity.target)).size).toBe(20);
  expect(targets).toHaveLength(20);
});
