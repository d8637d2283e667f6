import { randomUUID } from 'node:crypto';
import type { ConditionCase } from './condition-case.ts';
import { FaultyProxy } from './faulty-proxy.ts';
import { chain, kongObjects } from './kong-objects.ts';
import { planes, type Stage, targets, upstreams } from './stage.ts';

const { auth, plane, upstream, target, refused, well, adopt } = kongObjects;

/** Ids of entities that somebody made by hand. */
const ids = { adopted: randomUUID(), adoptedTarget: randomUUID() };

/** How `Programmed` gets False for each of its reasons. */
export function programmedCases(on: Stage): readonly ConditionCase[] {
  return [
    {
      condition: 'Programmed FailedToCreate',
      why: 'the API refuses its content',
      who: [`${upstreams}/refused`, `${planes}/x`],
      programmed: 'FailedToCreate',
      breaks: () => on.apply(upstream('refused', refused), plane('x')),
      mends: () =>
        on.apply(upstream('refused', well), plane('x', { createControlPlaneRequest: { name: 'long' } })),
    },
    {
      condition: 'Programmed FailedToCreate',
      why: 'another has its address, and another control plane its name',
      who: [`${targets}/second`, `${planes}/named`],
      programmed: 'FailedToCreate',
      async breaks() {
        await on.world.api.post('/v2/control-planes', { name: 'named' });
        await on.apply(upstream('shared'), target('first', '10.0.0.1', 'shared'));
        await on.world.kubectl.programmed(targets, 'first');
        await on.apply(target('second', '10.0.0.1:8000', 'shared'), plane('named'));
      },
      async mends() {
        await on.remove(targets, 'first');
        await on.world.api.delete(`/v2/control-planes/${await on.world.api.controlPlaneId('named')}`);
      },
    },
    {
      condition: 'Programmed FailedToUpdate',
      why: 'the API refuses what is new in it',
      who: [`${upstreams}/edited`],
      programmed: 'FailedToUpdate',
      async breaks() {
        await on.apply(upstream('edited', well));
        await on.world.kubectl.programmed(upstreams, 'edited');
        await on.patch(upstreams, 'edited', refused);
      },
      mends: () => on.patch(upstreams, 'edited', well),
    },
    ...outages(on),
    {
      condition: 'Programmed ConditionWithStatusFalseExists',
      why: 'its API auth configuration is missing',
      who: [`${planes}/waiting`, `${upstreams}/waiting`, `${targets}/waiting`],
      breaks: () => on.apply(...chain('waiting', 'default', 'late-auth')),
      mends: () => on.apply(auth('late-auth', on.world.konnect.url, on.world.token)),
    },
    {
      condition: 'Programmed FailedToAdopt',
      why: 'what it is to take over is missing',
      who: [`${upstreams}/adopts`, `${targets}/adopts`],
      programmed: 'FailedToAdopt',
      breaks: () =>
        on.apply(
          upstream('adopts', adopt(ids.adopted)),
          upstream('with-target'),
          target('adopts', '10.0.0.9', 'with-target', adopt(ids.adoptedTarget)),
        ),
      async mends() {
        await on.putUpstream(ids.adopted, { name: 'adopts' });
        const { status } = await on.world.kubectl.get(upstreams, 'with-target');
        const below = `upstreams/${status?.konnect?.id}/targets/${ids.adoptedTarget}`;
        const path = `/v2/control-planes/${on.planeId}/core-entities/${below}`;
        await on.world.api.put(path, { target: '10.0.0.9' });
      },
    },
  ];
}

/** While a server is out of reach: something new, and a deletion. */
function outages(on: Stage): ConditionCase[] {
  let proxy: FaultyProxy;
  const condition = 'Programmed KonnectAPIOpFailed';
  const breaks = (name: string) => async () => {
    proxy = await FaultyProxy.start(on.world.konnect, on.world.tls);
    await on.apply(
      auth(name, proxy.url, on.world.token),
      plane(name, { konnect: { authRef: { name } } }),
      upstream(name, {}, name),
    );
    await on.world.kubectl.programmed(upstreams, name);
    proxy.behaviour = 'break';
  };
  const mends = async () => {
    proxy.behaviour = 'forward';
  };
  const deleted = breaks('cut-off');
  const created = breaks('far-off');
  return [
    {
      condition,
      why: 'the server is out of reach when it is to be deleted',
      who: [`${upstreams}/cut-off`],
      programmed: 'KonnectAPIOpFailed',
      async breaks() {
        await deleted();
        await on.world.kubectl.ok(['delete', upstreams, 'cut-off', '--wait=false']);
      },
      mends,
      ends: 'gone',
    },
    {
      condition,
      why: 'the server is out of reach',
      who: [`${targets}/far-off`],
      programmed: 'KonnectAPIOpFailed',
      async breaks() {
        await created();
        await on.apply(target('far-off', '10.0.0.1', 'far-off'));
      },
      mends,
    },
  ];
}
