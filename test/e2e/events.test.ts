import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultyProxy } from './support/faulty-proxy.ts';
import { kongObjects } from './support/kong-objects.ts';
import { planes, Stage, targets, upstreams } from './support/stage.ts';

const { auth, plane, mirror, upstream, target, refused, adopt } = kongObjects;
const stage = new Stage();

beforeAll(() => stage.start('--adopt-by-name', '--prune-orphans', '--deletion-give-up-after', '2s'));
afterAll(() => stage.stop());

const waiting = { timeout: 60_000, interval: 250 };

/** Marks of an object of that name that isn't there any more. */
const marksOf = (name: string) => [
  'k8s-group:configuration.konghq.com',
  'k8s-kind:KongUpstream',
  'k8s-namespace:default',
  `k8s-name:${name}`,
  `k8s-uid:${randomUUID()}`,
  'managed-by:kong-operator',
];

/** Applies an upstream, and gives its id in Konnect. */
async function programmed(name: string, spec = {}): Promise<string> {
  await stage.apply(upstream(name, spec));
  await stage.world.kubectl.programmed(upstreams, name);
  return (await stage.world.kubectl.get(upstreams, name)).status?.konnect?.id ?? '';
}

interface EventItem {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count?: number;
}

async function eventsOf(name: string): Promise<EventItem[]> {
  const selector = `involvedObject.name=${name}`;
  const found = await stage.world.kubectl.ok([
    ...['get', 'events', '--field-selector', selector, '--output', 'json'],
  ]);
  return JSON.parse(found).items;
}

/** What happens otherwise than planned, to which object, and what `kubectl describe` tells of it. */
const cases: readonly [
  what: string,
  kind: string,
  name: string,
  told: RegExp,
  happen: () => Promise<unknown>,
][] = [
  [
    'a field that somebody changed is put back',
    upstreams,
    'changed',
    /Warning +DriftMended .*somebody had changed the upstream in Konnect; put back: slots, tags/,
    async () =>
      stage.putUpstream(await programmed('changed', { slots: 100 }), { name: 'changed', slots: 10 }),
  ],
  [
    'an entity that somebody removed is made again',
    upstreams,
    'removed',
    /Warning +MadeAgain .*the upstream had vanished; made again/,
    async () => stage.world.api.delete(stage.upstreamPath(await programmed('removed'))),
  ],
  [
    'a control plane that somebody removed is made again',
    planes,
    'lost',
    /Warning +MadeAgain .*the control plane had vanished; made again/,
    async () => {
      await stage.apply(plane('lost'));
      await stage.world.kubectl.programmed(planes, 'lost');
      await stage.world.api.delete(`/v2/control-planes/${await stage.world.api.controlPlaneId('lost')}`);
    },
  ],
  [
    'the API refuses the content',
    upstreams,
    'refused',
    /Warning +Refused .*host_header/,
    () => stage.apply(upstream('refused', refused)),
  ],
  [
    'another entity has the address, and whose it is',
    targets,
    'second',
    /Warning +Blocked .*made from KongTarget default\/first has it/,
    async () => {
      await stage.apply(upstream('shared'), target('first', '10.0.0.1', 'shared'));
      await stage.world.kubectl.programmed(targets, 'first');
      await stage.apply(target('second', '10.0.0.1', 'shared'));
    },
  ],
  [
    'what spec.adopt names is taken over',
    upstreams,
    'adopting',
    /Normal +TakenOver .*took over upstream /,
    async () => {
      const id = randomUUID();
      await stage.putUpstream(id, { name: 'adopting' });
      await stage.apply(upstream('adopting', adopt(id)));
    },
  ],
  [
    'what spec.adopt names is not there',
    upstreams,
    'adopting-nothing',
    /Warning +Refused .*could not be read/,
    () => stage.apply(upstream('adopting-nothing', adopt(randomUUID()))),
  ],
  [
    'what an object of the same name had made is taken back',
    upstreams,
    'restored',
    /Normal +TakenOver .*made from KongUpstream default\/restored/,
    async () => {
      await stage.putUpstream(randomUUID(), { name: 'restored', tags: marksOf('restored') });
      await stage.apply(upstream('restored'));
    },
  ],
  [
    'tags find no room',
    upstreams,
    'tagged',
    /Warning +TagsDropped .*2 tags found no room on the entity: t-22, t-23;/,
    () => stage.apply(upstream('tagged', { tags: Array.from({ length: 14 }, (_, at) => `t-${at + 10}`) })),
  ],
  [
    'what was made from an object that is gone is found in a mirror',
    planes,
    'mirror',
    /Warning +OrphansFound .*made from KongUpstream default\/never-there; delete them by hand/,
    async () => {
      const { id } = JSON.parse(await stage.world.api.post('/v2/control-planes', { name: 'elsewhere' }));
      const path = `/v2/control-planes/${id}/core-entities/upstreams`;
      await stage.world.api.post(path, { name: 'stray', tags: marksOf('never-there') });
      await stage.apply(mirror('mirror', id, 'auth'));
    },
  ],
  [
    'what was made from an object that is gone is removed',
    planes,
    'plane',
    /Warning +OrphansRemoved .*removed an entity of objects that are gone: .*default\/long-gone/,
    () => stage.putUpstream(randomUUID(), { name: 'long-gone', tags: marksOf('long-gone') }),
  ],
];

describe('kubectl describe tells that', () => {
  it.each(cases)('%s', async (_what, kind, name, told, happen) => {
    await happen();
    await expect.poll(() => stage.world.kubectl.ok(['describe', kind, name]), waiting).toMatch(told);
  });
});

describe('an Event outlives its object and tells that', () => {
  it.each([
    ['the annotation has the entity stay', 'kept', 'sluice/deletion-policy=Orphan'],
    ['nobody could remove the entity for too long', 'given-up', undefined],
  ])('%s', async (_what, name, annotation) => {
    const { kubectl, konnect, tls, token, api } = stage.world;
    const proxy = await FaultyProxy.start(konnect, tls);
    await stage.apply(auth(name, proxy.url, token), plane(name, { konnect: { authRef: { name } } }));
    await stage.apply(upstream(name, {}, name));
    await kubectl.programmed(upstreams, name);
    if (annotation) await kubectl.ok(['annotate', upstreams, name, annotation]);
    else proxy.behaviour = 'break';
    await kubectl.ok(['delete', upstreams, name, '--timeout=60s']);
    await expect
      .poll(() => eventsOf(name), waiting)
      .toContainEqual(expect.objectContaining({ type: 'Warning', reason: 'LeftBehind' }));
    expect((await api.entities(name, 'upstreams')).map((entity) => entity.name)).toEqual([name]);
  });
});

describe('Events are', () => {
  it('none for what goes as planned: creation, change and deletion', async () => {
    const { kubectl } = stage.world;
    await programmed('ordinary');
    await stage.apply(upstream('ordinary', { slots: 100 }), target('ordinary', '10.0.0.1', 'ordinary'));
    await kubectl.programmed(targets, 'ordinary');
    await stage.remove(targets, 'ordinary');
    await stage.remove(upstreams, 'ordinary');
    expect(await eventsOf('ordinary')).toEqual([]);
  });

  it('one with a count for what happens again and again', async () => {
    const id = await programmed('again', { slots: 100 });
    for (const slots of [10, 20, 30]) {
      await stage.putUpstream(id, { name: 'again', slots });
      const shown = async () => (await stage.world.api.get(stage.upstreamPath(id))).slots;
      await expect.poll(shown, waiting).toBe(100);
    }
    const tell = async () => (await eventsOf('again')).map(({ reason, count }) => `${reason} ${count}`);
    await expect.poll(tell, waiting).toEqual(['DriftMended 3']);
  });

  it('one for a refusal that is the same after another try', async () => {
    const { kubectl } = stage.world;
    await stage.apply(upstream('stubborn', refused));
    await expect.poll(() => eventsOf('stubborn'), waiting).toHaveLength(1);
    for (const slots of [100, 200]) {
      await stage.patch(upstreams, 'stubborn', { slots });
      const { generation } = (await kubectl.get(upstreams, 'stubborn')).metadata;
      const seen = { status: 'False', reason: 'FailedToCreate', observedGeneration: generation };
      await kubectl.condition(upstreams, 'stubborn', 'Programmed', seen);
    }
    expect((await eventsOf('stubborn')).map(({ reason, count }) => [reason, count ?? 1])).toEqual([
      ['Refused', 1],
    ]);
  });
});
