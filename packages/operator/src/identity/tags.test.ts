import { describe, expect, it } from 'vitest';
import { stored, target } from '../../test/manifests.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import { factsOf, originIn } from './origin.ts';
import { entityTags } from './tags.ts';

const origin = [
  'k8s-generation:3',
  'k8s-group:configuration.konghq.com',
  'k8s-kind:KongTarget',
  'k8s-name:target-a',
  'k8s-namespace:default',
  'k8s-uid:uid-of-target-a',
  'k8s-version:v1alpha1',
  'managed-by:kong-operator',
];

function object(annotation?: string, name = 'target-a'): EntityObject {
  const annotations = annotation === undefined ? {} : { 'konghq.com/tags': annotation };
  return stored(target(name, '10.0.0.1'), { metadata: { generation: 3, annotations } });
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}-${String(at).padStart(2, '0')}`);
}

describe('the tags of an entity', () => {
  it('tell where it comes from', () => {
    expect(entityTags(object())).toEqual({ tags: origin, dropped: [] });
  });

  it.each([
    ['of the spec', ['b', 'a'], undefined, ['a', 'b']],
    ['of the annotation, trimmed', [], ' b ,a', ['a', 'b']],
    ['of an annotation with empty parts', [], ',, a,  ,', ['a']],
    ['of an empty annotation', [], '', []],
    ['of both, each once', ['a', 'b'], 'b,c,c', ['a', 'b', 'c']],
    ['that repeat the origin', ['k8s-kind:KongTarget'], undefined, []],
    ['with a space inside', ['team one'], undefined, ['team one']],
  ])('hold those %s, sorted among the others', (_case, specTags, annotation, added) => {
    const { tags, dropped } = entityTags(object(annotation), specTags);
    expect(tags).toEqual([...origin, ...added].sort());
    expect(dropped).toEqual([]);
  });

  it.each([
    ['20 in all fit', numbered('s', 12), '', 20, []],
    ['the spec comes before the annotation', numbered('s', 11), 'a-00,a-01', 20, ['a-01']],
    ['the spec alone is too much', numbered('s', 14), 'a-00', 20, ['s-12', 's-13', 'a-00']],
  ])('are at most twenty: %s', (_case, specTags, annotation, count, expected) => {
    const { tags, dropped } = entityTags(object(annotation), specTags);
    expect(tags).toHaveLength(count);
    expect(tags).toEqual([...tags].sort());
    expect(tags).toEqual(expect.arrayContaining(origin));
    expect(dropped).toEqual(expected);
  });

  it("never say that the entity is another object's", () => {
    const { tags, dropped } = entityTags(object('k8s-name:b'), [
      'k8s-uid:other',
      'k8s-mine:a',
      'managed-by:me',
    ]);
    expect(tags).toEqual([...origin, 'k8s-mine:a', 'managed-by:me'].sort());
    expect(dropped).toEqual(['k8s-uid:other', 'k8s-name:b']);
    expect(originIn(factsOf(tags))).toMatchObject({ uid: 'uid-of-target-a', name: 'target-a' });
  });

  it('are cut to 128 characters, and are equal when they are equal up to there', () => {
    const long = 'x'.repeat(128);
    const { tags } = entityTags(object(`${long}b`, `n${'a'.repeat(252)}`), [`${long}a`]);
    expect(tags.every((tag) => tag.length <= 128)).toBe(true);
    expect(tags.filter((tag) => tag.startsWith('x'))).toEqual([long]);
    expect(tags).toContain(`k8s-name:n${'a'.repeat(118)}`);
  });
});
