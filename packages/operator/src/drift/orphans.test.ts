import { describe, expect, it } from 'vitest';
import type { CoreEntityDescriptor } from '../kinds/core-entity.ts';
import { target } from '../kinds/target.ts';
import { OrphanWatch, orphansIn } from './orphans.ts';

const marks = {
  'k8s-group': 'configuration.konghq.com',
  'k8s-kind': 'KongTarget',
  'k8s-namespace': 'default',
  'k8s-name': 'a',
  'k8s-uid': 'gone',
  'managed-by': 'kong-operator',
};

function orphansAmong(changed: Partial<Record<keyof typeof marks, string | undefined>>) {
  const tags = Object.entries({ ...marks, ...changed })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}:${value}`);
  return orphansIn(target as CoreEntityDescriptor, [{ id: 'e', tags }], {
    hasObject: (_kind, uid) => uid === 'alive',
    isWatched: (namespace) => namespace !== 'unwatched',
    adoptByName: false,
    markedAs: () => [],
  });
}

describe('an entity', () => {
  it('whose object is gone is an orphan', () => {
    expect(orphansAmong({})).toMatchObject([
      {
        id: 'e',
        origin: { namespace: 'default', name: 'a', uid: 'gone' },
        description: 'target e made from KongTarget default/a',
      },
    ]);
  });

  it.each<[string, Parameters<typeof orphansAmong>[0]]>([
    ['whose object is there', { 'k8s-uid': 'alive' }],
    ['without a UID', { 'k8s-uid': undefined }],
    ['that somebody else manages', { 'managed-by': 'me' }],
    ['that nobody manages', { 'managed-by': undefined }],
    ['that was made from another kind', { 'k8s-kind': 'KongUpstream' }],
    ['that was made from a kind of another group', { 'k8s-group': 'example.com' }],
    ['of a namespace that is not watched', { 'k8s-namespace': 'unwatched' }],
  ])('%s is none', (_case, changed) => {
    expect(orphansAmong(changed)).toEqual([]);
  });
});

describe('orphans are confirmed', () => {
  const [one] = orphansAmong({});
  if (!one) throw new TypeError('there is no orphan');
  const two = { ...one, id: 'f' };

  it('by the second of two scans running, each told as news once', () => {
    const watch = new OrphanWatch();
    expect(watch.note('plane', [one])).toEqual({ news: [one], confirmed: [] });
    expect(watch.note('plane', [one, two])).toEqual({ news: [two], confirmed: [one] });
    expect(watch.note('plane', [two])).toEqual({ news: [], confirmed: [two] });
  });

  it('not when a scan in between did not see them', () => {
    const watch = new OrphanWatch();
    watch.note('plane', [one]);
    watch.note('plane', []);
    expect(watch.note('plane', [one])).toEqual({ news: [one], confirmed: [] });
  });

  it('not by scans of different control planes, nor of one that was left out meanwhile', () => {
    const watch = new OrphanWatch();
    watch.note('plane', [one]);
    expect(watch.note('other', [one]).confirmed).toEqual([]);
    watch.forget('plane');
    expect(watch.note('plane', [one]).confirmed).toEqual([]);
  });
});
