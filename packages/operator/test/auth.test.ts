import { describe, expect, it } from 'vitest';
import { refused } from './fake-konnect.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

const inUse = 'konnect.konghq.com/konnectapiauth-in-use';

const whole = (token?: string) => [
  secret(token),
  auth(),
  controlPlane(),
  upstream(),
  target('target-a', '10.0.0.1'),
];

function token(value: string) {
  return { data: { token: Buffer.from(value).toString('base64') } };
}

describe('a token that the server does not know', () => {
  it('is said by everything below, and is right again by itself when the Secret is mended', async () => {
    const world = new World();
    world.create(...whole('kpat_bad'));
    await world.start();
    await world.pass(2_000);

    const bad = world.condition('KonnectAPIAuthConfiguration', 'konnect-api-auth', 'APIAuthValid');
    expect(bad).toEqual({
      verdict: 'False Invalid',
      message: 'the token was refused: https://konnect.test answered 401: Unauthorized',
    });
    expect(world.cluster.get('KonnectAPIAuthConfiguration', 'konnect-api-auth').status).toMatchObject({
      organizationID: '',
      serverURL: 'https://konnect.test',
    });
    for (const [kind, name] of [
      ['KonnectGatewayControlPlane', 'gateway'],
      ['KongUpstream', 'upstream'],
      ['KongTarget', 'target-a'],
    ] as const) {
      expect(world.condition(kind, name, 'APIAuthValid')).toEqual({
        verdict: 'False Invalid',
        message: `KonnectAPIAuthConfiguration default/konnect-api-auth: ${bad?.message}`,
      });
      expect(world.programmed(kind, name)).toBe('False ConditionWithStatusFalseExists');
    }

    world.cluster.edit('Secret', 'konnect-token', token('kpat_good'));
    await world.settle();
    expect(world.cluster.get('KonnectAPIAuthConfiguration', 'konnect-api-auth').status).toMatchObject({
      organizationID: 'org-1',
    });
    expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
    await world.stop();
  });

  it('is noticed as soon as a call is refused, and what is programmed comes back without a write in Konnect', async () => {
    const world = new World();
    world.create(...whole());
    await world.start();
    world.konnect.tokens.clear();
    world.create(target('target-b', '10.0.0.2'));
    await world.settle();
    expect(world.programmed('KongTarget', 'target-b')).toBe('False ConditionWithStatusFalseExists');
    expect(world.programmed('KongTarget', 'target-a')).toBe('False ConditionWithStatusFalseExists');

    world.countFromHere();
    world.konnect.tokens.set('kpat_good', 'org-1');
    await world.pass(world.syncPeriodMs + 1_000);
    expect(world.programmed('KongTarget', 'target-a')).toBe('True Programmed');
    expect(world.programmed('KongTarget', 'target-b')).toBe('True Programmed');
    expect(world.konnect.changes).toHaveLength(1);
    await world.stop();
  });

  it('holds up a deletion until the token is right, and says so', async () => {
    const world = new World();
    world.create(...whole());
    await world.start();
    world.konnect.tokens.clear();
    world.cluster.delete('KongTarget', 'target-a');
    await world.pass(10_000);
    expect(world.condition('KongTarget', 'target-a', 'Programmed')).toMatchObject({
      verdict: 'False KonnectAPIOpFailed',
      message: expect.stringContaining(
        'deletion waits for a valid KonnectAPIAuthConfiguration of https://konnect.test',
      ),
    });
    world.konnect.tokens.set('kpat_new', 'org-1');
    world.cluster.edit('Secret', 'konnect-token', token('kpat_new'));
    await world.pass(6_000);
    expect(world.cluster.find('KongTarget', 'target-a')).toBeUndefined();
    expect(world.konnect.targets()).toEqual([]);
    await world.stop();
  });
});

describe('another token', () => {
  it('gives a refusal for lack of rights another try at once', async () => {
    const world = new World();
    world.create(...whole());
    await world.start();
    world.konnect.tokens.set('kpat_strong', 'org-1');
    world.konnect.before = ({ method, token: used }) => {
      if (method === 'PUT' && used !== 'kpat_strong') throw refused(403, 'forbidden', 'not allowed');
      return undefined;
    };
    world.create(target('target-b', '10.0.0.2'));
    await world.settle();
    expect(world.condition('KongTarget', 'target-b', 'Programmed')).toEqual({
      verdict: 'False FailedToCreate',
      message: 'the control plane refused to create the target: not allowed',
    });
    world.countFromHere();
    await world.pass(3 * world.syncPeriodMs);
    expect(world.konnect.changes).toEqual([]);

    world.cluster.edit('Secret', 'konnect-token', token('kpat_strong'));
    await world.settle();
    expect(world.programmed('KongTarget', 'target-b')).toBe('True Programmed');
    expect(world.konnect.changes).toHaveLength(1);
    await world.stop();
  });
});

describe('an auth configuration in use, and its Secret', () => {
  it('are held as long as something refers to them, and no longer', async () => {
    const world = new World();
    world.create(secret(), auth());
    await world.start();
    const held = () => [
      world.cluster.get('KonnectAPIAuthConfiguration', 'konnect-api-auth').metadata.finalizers,
      world.cluster.get('Secret', 'konnect-token').metadata.finalizers,
    ];
    expect(held()).toEqual([undefined, [inUse]]);

    world.create(controlPlane());
    await world.settle();
    expect(held()).toEqual([[inUse], [inUse]]);

    world.cluster.delete('KonnectAPIAuthConfiguration', 'konnect-api-auth');
    world.cluster.delete('Secret', 'konnect-token');
    await world.pass(1_000);
    expect(held()).toEqual([[inUse], [inUse]]);
    expect(world.programmed('KonnectGatewayControlPlane', 'gateway')).toBe('True Programmed');

    world.cluster.delete('KonnectGatewayControlPlane', 'gateway');
    await world.pass(1_000);
    expect(world.konnect.planes()).toEqual([]);
    for (const kind of ['KonnectGatewayControlPlane', 'KonnectAPIAuthConfiguration', 'Secret']) {
      expect(world.cluster.list(kind)).toEqual([]);
    }
    await world.stop();
  });

  it('end with everything else when it is all deleted at once', async () => {
    const world = new World();
    world.create(...whole());
    await world.start();
    for (const kind of [
      'Secret',
      'KonnectAPIAuthConfiguration',
      'KonnectGatewayControlPlane',
      'KongUpstream',
      'KongTarget',
    ]) {
      for (const { metadata } of world.cluster.list(kind)) world.cluster.delete(kind, metadata.name);
    }
    await world.pass(10_000);
    for (const kind of [
      'Secret',
      'KonnectAPIAuthConfiguration',
      'KonnectGatewayControlPlane',
      'KongUpstream',
      'KongTarget',
    ]) {
      expect(world.cluster.list(kind)).toEqual([]);
    }
    expect(world.konnect.planes()).toEqual([]);
    await world.stop();
  });
});
