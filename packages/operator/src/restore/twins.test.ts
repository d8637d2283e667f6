import type { KonnectGatewayControlPlane } from '@sluice/kong-resources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stored, target as targetManifest, upstream as upstreamManifest } from '../../test/manifests.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import type { ShownEntity } from '../entity/shown-entity.ts';
import { entityTags } from '../identity/tags.ts';
import type { CoreEntityDescriptor } from '../kinds/core-entity.ts';
import { target } from '../kinds/target.ts';
import { upstream } from '../kinds/upstream.ts';
import type { Parents } from '../references/reference.ts';
import { describeTwin, findTwin, indexTwins, type Twin, type TwinSurroundings } from './twins.ts';

const upstreams = upstream as unknown as CoreEntityDescriptor;
const targets = target as unknown as CoreEntityDescriptor;

const object = (name: string, uid: string, spec: object = {}, id?: string) =>
  stored<EntityObject>(upstreamManifest(name, spec), {
    metadata: { uid },
    status: id === undefined ? {} : { konnect: { id } },
  });

/** An entity that an upstream object of that name and UID had made. */
const entity = (id: string, of: string, uid: string, name = id): ShownEntity => ({
  id,
  name,
  tags: entityTags(object(of, uid)).tags,
});

/** A cluster of these objects alone. */
function clusterOf(objects: readonly EntityObject[]): TwinSurroundings {
  return {
    withUid: (_kind, uid) => objects.find(({ metadata }) => metadata.uid === uid),
    madeEntity: (_kind, id) => objects.filter((made) => upstreams.location(made as never).id === id),
    markedAs: (_kind, { namespace, name }) =>
      objects.filter(
        ({ metadata }) => metadata.namespace === namespace && upstreams.markedName(metadata.name) === name,
      ),
  };
}

function twinOf(
  one: EntityObject,
  entities: readonly ShownEntity[],
  objects: readonly EntityObject[] = [one],
  parents: Parents = {},
): Twin {
  const around = clusterOf(objects);
  const { body } = upstreams.wanted(one as never);
  const unmade = { descriptor: upstreams as never, object: one, parents, body };
  return findTwin(unmade, indexTwins(upstreams as never, entities, around), around);
}

const known = '33333333-3333-4333-8333-333333333333';

describe('an object that has made nothing yet', () => {
  const u = object('u', 'new', { name: 'wanted' });

  it.each<[string, Twin['kind'], readonly ShownEntity[], readonly EntityObject[]]>([
    ['has no twin where there is nothing', 'none', [], []],
    [
      'has one in what carries its name, and the UID of an object that is gone',
      'lost',
      [entity('e', 'u', 'old')],
      [],
    ],
    ['has none in what carries another name', 'none', [entity('e', 'v', 'old')], []],
    [
      'knows its own, made by a call whose answer was lost',
      'own',
      [entity('x', 'u', 'old'), entity('e', 'u', 'new')],
      [],
    ],
    [
      'has none in what another object has in its status',
      'none',
      [entity(known, 'u', 'old')],
      [object('v', 'v', {}, known)],
    ],
  ])('%s', (_what, kind, entities, others) => {
    expect(twinOf(u, entities, [u, ...others]).kind).toBe(kind);
  });

  const long = 'u'.repeat(253);
  it('has one by a name that is cut, unless another object would have the same tag', () => {
    const [one, other] = [object(long, 'new'), object(`${long.slice(0, 200)}-other`, 'other')];
    const entities = [entity('e', long, 'old')];
    expect(twinOf(one, entities)).toMatchObject({ kind: 'lost', entity: { id: 'e' } });
    expect(twinOf(one, entities, [one, other])).toMatchObject({
      kind: 'undecided',
      message: expect.stringContaining(`and KongUpstream default/${other.metadata.name} would have the same`),
    });
    // The other's name may be as long as the tag has room for, and nothing be cut of it.
    const short = object(long.slice(0, 119), 'short');
    expect(twinOf(short, entities, [one, short]).kind).toBe('undecided');
    expect(twinOf(one, [entity('e', long, 'other')], [one, other]).kind).toBe('none');
  });

  it.each([
    ['the one that has the wanted name', ['a', 'wanted', 'b'], 'wanted', ['b', 'a']],
    ['or else the one that was created last', ['a', 'b', 'c'], 'c', ['b', 'a']],
  ])('takes of several %s', (_what, names, taken, left) => {
    const entities = names.map((name) => entity(name, 'u', `old-${name}`));
    const twin = twinOf(u, entities);
    expect(twin).toMatchObject({ kind: 'lost', entity: { id: taken }, left: left.map((id) => ({ id })) });
    if (twin.kind !== 'lost') throw new TypeError('there is no lost twin');
    expect(describeTwin(upstreams as never, twin).left).toEqual(
      left.map((id) => `upstream ${id} made from KongUpstream default/u`),
    );
  });

  it.each([
    ['one', ['a'], 'lost'],
    ['none of several that are called otherwise', ['a', 'b'], 'undecided'],
    ['the one of several that has the wanted name', ['a', 'wanted'], 'lost'],
  ])('takes in a mirror %s', (_what, names, kind) => {
    const mirror = stored<KonnectGatewayControlPlane>({
      ...upstreamManifest('m'),
      spec: { source: 'Mirror' },
    });
    const entities = names.map((name) => entity(name, 'u', `old-${name}`));
    expect(twinOf(u, entities, [u], { controlPlane: mirror }).kind).toBe(kind);
  });

  it('takes of several targets one below the upstream that it names, if there is one', () => {
    const one = stored<EntityObject>(targetManifest('t', '10.0.0.1'), { metadata: { uid: 'new' } });
    const below = (upstreamId: string, id: string, address: string): ShownEntity => ({
      id,
      target: address,
      upstream: { id: upstreamId },
      tags: entityTags({ ...one, metadata: { ...one.metadata, uid: id } }).tags,
    });
    const home = '22222222-2222-4222-8222-222222222222';
    const parents = {
      upstream: stored<EntityObject>(upstreamManifest(), { status: { konnect: { id: home } } }),
    } as Parents;
    const around = { withUid: () => undefined, madeEntity: () => [], markedAs: () => [one] };
    const { body } = targets.wanted(one as never);
    const find = (...entities: ShownEntity[]) =>
      findTwin(
        { descriptor: targets as never, object: one, parents, body },
        indexTwins(targets as never, entities, around),
        around,
      );
    expect(find(below(home, 'a', '10.9.9.9:1'), below('elsewhere', 'b', '10.0.0.1:8000'))).toMatchObject({
      entity: { id: 'a' },
      left: [{ id: 'b' }],
    });
    expect(find(below('elsewhere', 'b', '10.0.0.1:8000'))).toMatchObject({ entity: { id: 'b' } });
  });
});

it('an entity that a listing shows twice is one', () => {
  const shown = entity('e', 'u', 'old');
  expect(twinOf(object('u', 'new'), [shown, shown])).toMatchObject({ kind: 'lost', left: [] });
});

it('whatever there is, no entity is taken twice, and none whose object is there', () => {
  const long = 'n'.repeat(118);
  const name = fc.constantFrom('a', 'b', long, `${long}x`, `${long}xy`, `${long}xz`);
  const uid = fc.constantFrom('1', '2', '3', '4', '5', '6');
  const objects = fc.uniqueArray(
    fc.record({ name, uid, made: fc.option(fc.constantFrom('e0', 'e1', 'e2'), { nil: undefined }) }),
    { selector: (one) => one.uid, maxLength: 5 },
  );
  const entities = fc.array(fc.record({ of: name, uid, called: fc.constantFrom('a', 'b', 'c') }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(objects, entities, (declared, made) => {
      const all = [...new Map(declared.map((one) => [one.name, one])).values()].map((one) =>
        object(
          one.name,
          one.uid,
          { name: one.name.slice(0, 20) },
          one.made && `${one.made.padEnd(8, '0')}-0000-4000-8000-000000000000`,
        ),
      );
      const shown = made.map(({ of, uid: by, called }, at) =>
        entity(`e${at}`.padEnd(8, '0').concat('-0000-4000-8000-000000000000'), of, by, called),
      );
      const alive = new Set(all.map(({ metadata }) => metadata.uid));
      const taken: string[] = [];
      for (const one of all.filter((unmade) => upstreams.location(unmade as never).id === undefined)) {
        const twin = twinOf(one, shown, all);
        if (twin.kind !== 'lost') continue;
        taken.push(twin.entity.id);
        const facts = upstreams.marksIn(twin.entity);
        expect(alive).not.toContain(facts['k8s-uid']);
        expect(facts['k8s-name']).toBe(upstreams.markedName(one.metadata.name));
        expect(twin.left).not.toContain(twin.entity);
      }
      expect(new Set(taken).size).toBe(taken.length);
      const known = all.map((one) => upstreams.location(one as never).id);
      expect(taken.filter((id) => known.includes(id))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
