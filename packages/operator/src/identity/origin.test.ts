import { describe, expect, it } from 'vitest';
import { stored, upstream } from '../../test/manifests.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import { describeEntity, factsOf, originOf, uidTag } from './origin.ts';

describe('the origin of an entity', () => {
  it('has no group for a kind of the core group', () => {
    const object = { ...stored<EntityObject>(upstream()), apiVersion: 'v1' };
    expect(originOf(object)).toMatchObject({ 'k8s-group': 'v1', 'k8s-version': '' });
  });

  it('can be looked up by the UID alone', () => {
    const object = stored<EntityObject>(upstream());
    expect(uidTag(object.metadata.uid)).toBe(`k8s-uid:${originOf(object)['k8s-uid']}`);
  });
});

describe('an entity in words', () => {
  const facts = { 'k8s-kind': 'KongUpstream', 'k8s-namespace': 'shop', 'k8s-name': 'payments' };

  it.each([
    ['names the object that it was made from', facts, 'upstream 1 made from KongUpstream shop/payments'],
    ['is its id where nothing tells', {}, 'upstream 1'],
    ['is its id where only a part is told', { ...facts, 'k8s-name': undefined }, 'upstream 1'],
  ])('%s', (_case, known, expected) => {
    expect(describeEntity('upstream', '1', known)).toBe(expected);
  });

  it.each([
    [['k8s-kind:KongUpstream', 'a:b:c', 'plain'], { 'k8s-kind': 'KongUpstream', a: 'b:c', plain: '' }],
    [undefined, {}],
  ])('reads tags: %j', (tags, expected) => {
    expect(factsOf(tags)).toEqual(expected);
  });
});
