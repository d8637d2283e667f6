import { describe, expect, it } from 'vitest';
import { stored, target } from '../../test/manifests.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import { BlockedObjects } from './blocked-objects.ts';

const [a, b] = ['a', 'b'].map((name) => stored<EntityObject>(target(name, '10.0.0.1'))) as [
  EntityObject,
  EntityObject,
];

describe('objects that wait for a unique value', () => {
  it('are found by who has it, and by the control plane', () => {
    const blocked = new BlockedObjects();
    blocked.add(a, 'holder-1', 'plane-1');
    blocked.add(b, 'holder-2', 'plane-1');
    expect(blocked.by('holder-1')).toEqual([
      {
        uid: 'uid-of-a',
        kind: 'KongTarget',
        at: { namespace: 'default', name: 'a' },
        holderId: 'holder-1',
        controlPlaneId: 'plane-1',
      },
    ]);
    expect(blocked.in('plane-1').map(({ uid }) => uid)).toEqual(['uid-of-a', 'uid-of-b']);
    expect(blocked.in('plane-2')).toEqual([]);
  });

  it('wait for one at a time: the one that was found last', () => {
    const blocked = new BlockedObjects();
    blocked.add(a, 'holder-1', 'plane-1');
    blocked.add(a, 'holder-2', 'plane-2');
    expect(blocked.by('holder-1')).toEqual([]);
    expect(blocked.in('plane-2')).toHaveLength(1);
  });

  it('are forgotten', () => {
    const blocked = new BlockedObjects();
    blocked.add(a, 'holder-1', 'plane-1');
    blocked.remove(a.metadata);
    expect(blocked.by('holder-1')).toEqual([]);
  });
});
