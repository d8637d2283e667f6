import { describe, expect, it } from 'vitest';
import { refusalToAdopt } from './entity-adoption.ts';

const ours = ['k8s-uid:mine'];
const others = ['k8s-uid:other', 'k8s-kind:KongUpstream', 'k8s-namespace:a', 'k8s-name:b'];

function verdict(mode: 'match' | 'override', tags: string[] | undefined, differences: string[]) {
  const shown = { id: 'e', ...(tags ? { tags } : {}) };
  return refusalToAdopt('upstream', { id: 'e', mode }, 'mine', shown, differences);
}

describe('an entity can be taken over', () => {
  it.each<['match' | 'override', string, string[] | undefined, string[]]>([
    ['override', 'that nobody made, whatever differs', undefined, ['slots', 'name']],
    ['override', 'that is ours already', ours, ['slots']],
    ['override', 'with tags of another kind', ['mine', 'k8s-name:b'], ['tags']],
    ['match', 'that is equal', undefined, []],
    ['match', 'that differs in tags alone', ['mine'], ['tags']],
  ])('with %s: one %s', (mode, _case, tags, differences) => {
    expect(verdict(mode, tags, differences)).toBeUndefined();
  });
});

describe('an entity can not be taken over', () => {
  it.each(['match', 'override'] as const)("with %s: one that is another object's", (mode) => {
    expect(verdict(mode, others, [])).toMatchObject({
      type: 'Adopted',
      status: 'False',
      reason: 'UIDConflict',
      message: expect.stringContaining('belongs to KongUpstream a/b with the UID other'),
    });
  });

  it('and where its object is not named in full, the UID is', () => {
    expect(verdict('override', ['k8s-uid:other'], [])?.message).toContain(
      'belongs to another object with the UID other',
    );
  });

  it('with match: one that differs, and the fields are named', () => {
    expect(verdict('match', ours, ['slots', 'tags', 'healthchecks.threshold'])).toMatchObject({
      reason: 'NotMatch',
      message: expect.stringContaining('differs from the spec in slots, healthchecks.threshold;'),
    });
  });
});
