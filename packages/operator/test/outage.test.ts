import { describe, expect, it } from 'vitest';
import { rateLimited, serverError, unreachable } from './fake-konnect.ts';
import { auth, controlPlane, secret, target, upstream } from './manifests.ts';
import { World } from './world.ts';

function targets(from: number, to: number) {
  return Array.from({ length: to - from }, (_, at) => target(`target-${from + at}`, `10.0.0.${from + at}`));
}

async function withTargets(count: number): Promise<World> {
  const world = new World();
  world.create(secret(), auth(), controlPlane(), upstream(), ...targets(0, count));
  await world.start();
  world.countFromHere();
  return world;
}

const outages = [
  {
    what: 'out of reach',
    answer: () => unreachable(),
    verdict: 'False KonnectAPIOpFailed',
    message: 'https://konnect.test could not be reached: connect ECONNREFUSED',
  },
  {
    what: 'answering 500',
    answer: () => serverError(500),
    verdict: 'False FailedToCreate',
    message: 'https://konnect.test answered 500: internal error',
  },
  {
    what: 'answering 503',
    answer: () => serverError(503),
    verdict: 'False FailedToCreate',
    message: 'https://konnect.test answered 503: internal error',
  },
  {
    what: 'answering 429 without Retry-After',
    answer: () => rateLimited(),
    verdict: 'False FailedToCreate',
    message: 'https://konnect.test answered 429: too many requests',
  },
  {
    what: 'answering 429 with Retry-After: 10',
    answer: () => rateLimited(10_000),
    verdict: 'False FailedToCreate',
    message: 'https://konnect.test answered 429: too many requests',
  },
];

describe.each(outages)('a control plane that is $what for a minute', ({ answer, verdict, message }) => {
  it('is said by what waits for it, and by nothing else', async () => {
    const world = await withTargets(20);
    world.konnect.before = () => {
      throw answer();
    };
    world.create(...targets(20, 40));
    await world.pass(60_000);

    for (const { name } of targets(20, 40).map(({ metadata }) => metadata)) {
      expect(world.condition('KongTarget', name, 'Programmed')).toEqual({ verdict, message });
      expect(world.writesTo(world.cluster.get('KongTarget', name))).toEqual(['finalizers', 'status']);
    }
    for (const { name } of targets(0, 20).map(({ metadata }) => metadata)) {
      expect(world.programmed('KongTarget', name)).toBe('True Programmed');
      expect(world.writesTo(world.cluster.get('KongTarget', name))).toEqual([]);
    }
    expect(world.programmed('KongUpstream', 'upstream')).toBe('True Programmed');
    expect(world.condition('KonnectAPIAuthConfiguration', 'konnect-api-auth', 'APIAuthValid')?.verdict).toBe(
      'True Valid',
    );
    await world.stop();
  });

  it('costs few calls, and everything is programmed within 15 s of its return, each once', async () => {
    const world = await withTargets(20);
    world.konnect.before = () => {
      throw answer();
    };
    world.create(...targets(20, 220));
    await world.pass(60_000);
    // The calls that were under way when it began, and then a probe every few seconds.
    expect(world.konnect.calls.length).toBeLessThan(100);

    world.konnect.before = () => undefined;
    await world.pass(15_000);
    for (const { metadata } of world.cluster.list('KongTarget')) {
      expect(world.programmed('KongTarget', metadata.name)).toBe('True Programmed');
    }
    expect(world.konnect.targets()).toHaveLength(220);
    await world.stop();
  });
});

it('a Retry-After is waited for by all, and then everything goes on', async () => {
  const world = await withTargets(1);
  let limited = true;
  world.konnect.before = () => {
    if (!limited) return undefined;
    limited = false;
    throw rateLimited(90_000);
  };
  world.create(...targets(1, 50));
  await world.settle();
  const calls = world.konnect.calls.length;
  await world.pass(89_000);
  expect(world.konnect.calls).toHaveLength(calls);
  await world.pass(2_000);
  expect(world.konnect.targets()).toHaveLength(50);
  await world.stop();
});

it('a single entity that gets 5xx answers does not hold up the others', async () => {
  const world = await withTargets(1);
  let failures = 3;
  world.konnect.before = ({ method }) => {
    if (method !== 'PUT' || failures-- <= 0) return undefined;
    throw serverError();
  };
  world.create(target('target-bad', '10.0.0.250'));
  await world.settle();
  world.create(target('target-good', '10.0.0.251'));
  await world.pass(15_000);
  expect(world.programmed('KongTarget', 'target-good')).toBe('True Programmed');
  expect(world.programmed('KongTarget', 'target-bad')).toBe('True Programmed');
  await world.stop();
});

describe('an outage that begins before anything is known', () => {
  it('leaves auth and entities waiting, says why, and ends by itself', async () => {
    const world = new World();
    world.konnect.before = () => {
      throw unreachable();
    };
    world.create(secret(), auth(), controlPlane(), upstream(), ...targets(0, 3));
    await world.start();
    await world.pass(60_000);
    const message = 'https://konnect.test could not be reached: connect ECONNREFUSED';
    expect(world.condition('KonnectAPIAuthConfiguration', 'konnect-api-auth', 'APIAuthValid')).toEqual({
      verdict: 'Unknown Pending',
      message,
    });
    expect(world.condition('KonnectGatewayControlPlane', 'gateway', 'Programmed')).toEqual({
      verdict: 'False KonnectAPIOpFailed',
      message: `KonnectAPIAuthConfiguration default/konnect-api-auth: ${message}`,
    });
    world.konnect.before = () => undefined;
    await world.pass(15_000);
    expect(world.programmed('KongTarget', 'target-2')).toBe('True Programmed');
    await world.stop();
  });

  it('a restart in it keeps what is programmed as it is, and tells what was edited', async () => {
    const world = await withTargets(3);
    await world.stop();
    world.konnect.before = () => {
      throw unreachable();
    };
    world.cluster.edit('KongTarget', 'target-1', { spec: { weight: 7 } });
    await world.start();
    await world.pass(30_000);
    expect(world.programmed('KongTarget', 'target-0')).toBe('True Programmed');
    expect(world.programmed('KongTarget', 'target-1')).toBe('False KonnectAPIOpFailed');
    world.konnect.before = () => undefined;
    world.countFromHere();
    await world.pass(15_000);
    expect(world.programmed('KongTarget', 'target-1')).toBe('True Programmed');
    expect(world.konnect.targets().map(({ weight }) => weight)).toEqual([100, 7, 100]);
    expect(world.konnect.changes).toHaveLength(1);
    await world.stop();
  });

  it('a token that is replaced in it does not keep the operator from coming back', async () => {
    const world = await withTargets(1);
    world.konnect.before = () => {
      throw unreachable();
    };
    world.create(target('target-b', '10.0.0.200'));
    await world.pass(10_000);
    world.konnect.tokens.set('kpat_new', 'org-1');
    world.cluster.edit('Secret', 'konnect-token', {
      data: { token: Buffer.from('kpat_new').toString('base64') },
    });
    await world.pass(10_000);
    world.konnect.before = () => undefined;
    await world.pass(15_000);
    expect(world.programmed('KongTarget', 'target-b')).toBe('True Programmed');
    await world.stop();
  });
});

it('a stop while a call hangs ends the call', async () => {
  const world = await withTargets(1);
  world.konnect.before = () => new Promise(() => undefined);
  world.create(target('target-b', '10.0.0.200'));
  await world.settle();
  expect(world.konnect.held).toBe(1);
  const stopped = world.stop();
  world.clock.advance(1_000);
  await stopped;
  expect(world.konnect.held).toBe(0);
  expect(world.programmed('KongTarget', 'target-b')).toBe('Unknown Pending');
});

it('a stop while the server hangs ends the probe, too', async () => {
  const world = await withTargets(1);
  world.konnect.before = () => {
    throw unreachable();
  };
  world.create(target('target-b', '10.0.0.200'));
  await world.settle();
  world.konnect.before = () => new Promise(() => undefined);
  await world.pass(1_000);
  expect(world.konnect.held).toBe(1);
  await world.stop();
  expect(world.konnect.held).toBe(0);
});
