import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { guide, target } from './support/guide-manifests.ts';
import { type GuideWorld, startGuideWorld } from './support/guide-world.ts';
import type { Kubectl } from './support/kubectl.ts';

/** One Sluice with the guide's control plane and upstream in it serves all these cases; each has names of its own. */
let world: GuideWorld;
let kubectl: Kubectl;

beforeAll(async () => {
  world = await startGuideWorld();
  kubectl = world.kubectl;
  await kubectl.apply([guide.controlPlane, guide.upstream].join('---'));
  await kubectl.programmed('kongupstream', 'upstream');
});
afterAll(() => world.stop());

const upstream = (name: string, konnectName: string, more = '') => `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongUpstream
metadata: {name: ${name}, namespace: default}
spec: {name: ${konnectName}, ${more}controlPlaneRef: {type: konnectNamespacedRef, konnectNamespacedRef: {name: gateway-control-plane}}}
`;

describe('what breaks the schema is refused, and nothing is stored', () => {
  it.each([
    [
      'a weight that is too large',
      'kongtarget',
      target('bad', '10.1.0.1', 70000),
      'spec.weight: Invalid value: 70000: spec.weight in body should be less than or equal to 65535',
    ],
    [
      'a weight below zero',
      'kongtarget',
      target('bad', '10.1.0.1', -1),
      'spec.weight: Invalid value: -1: spec.weight in body should be greater than or equal to 0',
    ],
    [
      'too few slots',
      'kongupstream',
      upstream('bad', 'bad', 'slots: 5, '),
      'spec.slots: Invalid value: 5: spec.slots in body should be greater than or equal to 10',
    ],
    [
      'an unknown field',
      'kongupstream',
      upstream('bad', 'bad', 'colour: red, '),
      'unknown field "spec.colour"',
    ],
    [
      'a target without an upstream',
      'kongtarget',
      `
apiVersion: configuration.konghq.com/v1alpha1
kind: KongTarget
metadata: {name: bad, namespace: default}
spec: {target: "10.1.0.1", weight: 1}
`,
      'spec.upstreamRef: Required value',
    ],
  ])('%s', async (_case, kind, manifest, complaint) => {
    const { code, err } = await kubectl.run(['apply', '-f', '-'], manifest);
    expect(code).not.toBe(0);
    expect(err).toContain(complaint);
    expect((await kubectl.run(['get', kind, 'bad'])).err).toContain('NotFound');
  });
});

it('a target keeps its upstream', async () => {
  await kubectl.apply(target('keeps', '10.2.0.1', 1));
  const { code, err } = await kubectl.run(['apply', '-f', '-'], target('keeps', '10.2.0.1', 1, 'another'));
  expect(code).not.toBe(0);
  expect(err).toContain('spec.upstreamRef is immutable');
});

it('a programmed upstream keeps its control plane', async () => {
  const patch = '{"spec":{"controlPlaneRef":{"konnectNamespacedRef":{"name":"another"}}}}';
  const { code, err } = await kubectl.run([
    'patch',
    'kongupstream',
    'upstream',
    '--type=merge',
    '--patch',
    patch,
  ]);
  expect(code).not.toBe(0);
  expect(err).toContain('spec.controlPlaneRef is immutable when an entity is already Programmed');
});

it.each([
  ['a number too many', 'address-a', '10.42.42.42.42', '10.3.0.1'],
  ['two ports', 'address-b', 'host:80:80', '10.3.0.2'],
])(
  'an address with %s is refused once, and mended by the next apply',
  async (_case, name, address, right) => {
    await kubectl.apply(target(name, address, 1));
    const condition = await kubectl.condition('kongtarget', name, 'Programmed', {
      status: 'False',
      reason: 'FailedToCreate',
    });
    expect(condition.message).toMatch(/\btarget\b.*\binvalid|\btarget: /);
    expect(condition.message).toContain(address.split(':')[0]);

    const { metadata } = await kubectl.get('kongtarget', name);
    await kubectl.apply(target(`${name}-later`, `${right}:1`, 1));
    await kubectl.programmed('kongtarget', `${name}-later`);
    expect((await kubectl.get('kongtarget', name)).metadata.resourceVersion).toBe(metadata.resourceVersion);

    await kubectl.apply(target(name, right, 1));
    await kubectl.programmed('kongtarget', name);
  },
);

it('of two targets with one address the second waits for the first to go', async () => {
  await kubectl.apply(target('twin-a', '10.5.0.1', 1));
  await kubectl.programmed('kongtarget', 'twin-a');
  await kubectl.apply(target('twin-b', '10.5.0.1:8000', 1));
  const { message } = await kubectl.condition('kongtarget', 'twin-b', 'Programmed', {
    status: 'False',
    reason: 'FailedToCreate',
  });
  const first = await kubectl.get('kongtarget', 'twin-a');
  expect(message).toContain(first.status?.konnect?.id);
  expect(message).toContain('KongTarget default/twin-a');
  await kubectl.ok(['delete', 'kongtarget', 'twin-a']);
  await kubectl.programmed('kongtarget', 'twin-b');
});

it('of two upstreams with one name the second waits for the first to go', async () => {
  await kubectl.apply(upstream('same-a', 'same'));
  await kubectl.programmed('kongupstream', 'same-a');
  await kubectl.apply(upstream('same-b', 'same'));
  const { message } = await kubectl.condition('kongupstream', 'same-b', 'Programmed', {
    status: 'False',
    reason: 'FailedToCreate',
  });
  expect(message).toContain('KongUpstream default/same-a');
  await kubectl.ok(['delete', 'kongupstream', 'same-a']);
  await kubectl.programmed('kongupstream', 'same-b');
});

it('a target whose upstream does not exist names it, and judges nothing that it can not', async () => {
  await kubectl.apply(target('early', '10.6.0.1', 1, 'not-there'));
  const { message } = await kubectl.condition('kongtarget', 'early', 'KongUpstreamRefValid', {
    status: 'False',
    reason: 'Invalid',
  });
  expect(message).toContain('default/not-there');
  const { status } = await kubectl.get('kongtarget', 'early');
  expect(status?.conditions?.map(({ type }) => type).sort()).toEqual(['KongUpstreamRefValid', 'Programmed']);
  await kubectl.apply(upstream('not-there', 'not-there'));
  await kubectl.programmed('kongtarget', 'early');
});

it('a token that the control plane does not know is told by everything below, until the Secret is mended', async () => {
  const read = ['get', 'secret', 'konnect-api-auth', '--output', 'jsonpath={.data.token}'];
  const token = await kubectl.ok(read);
  const setToken = (base64: string) =>
    kubectl.ok([
      'patch',
      'secret',
      'konnect-api-auth',
      '--type=merge',
      '--patch',
      JSON.stringify({ data: { token: base64 } }),
    ]);
  await kubectl.apply(target('below', '10.7.0.1', 1));
  await kubectl.programmed('kongtarget', 'below');

  const unknown = 'kpat_unknown-token-of-the-test';
  await setToken(Buffer.from(unknown).toString('base64'));
  const below = [
    ['konnectapiauthconfiguration', 'konnect-api-auth'],
    ['konnectgatewaycontrolplane', 'gateway-control-plane'],
    ['kongupstream', 'upstream'],
    ['kongtarget', 'below'],
  ] as const;
  for (const [kind, name] of below) {
    const { message } = await kubectl.condition(kind, name, 'APIAuthValid', {
      status: 'False',
      reason: 'Invalid',
    });
    expect(message).not.toContain(unknown);
  }
  const auth = await kubectl.ok([
    'get',
    'konnectapiauthconfiguration',
    'konnect-api-auth',
    '--output',
    'jsonpath={.status}',
  ]);
  expect(JSON.parse(auth)).toMatchObject({ organizationID: '', serverURL: world.ready.controlPlane.url });

  await setToken(token);
  for (const [kind, name] of below)
    await kubectl.condition(kind, name, 'APIAuthValid', { status: 'True', reason: 'Valid' });
  await kubectl.programmed('kongtarget', 'below');
  const api = new ControlPlaneApi(world.ready.controlPlane);
  const targets = await api.entities('gateway-control-plane', 'targets');
  expect(targets.filter((entity) => entity.target === '10.7.0.1:8000')).toHaveLength(1);
});
