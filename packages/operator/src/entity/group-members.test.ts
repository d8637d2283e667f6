import { describe, expect, it } from 'vitest';
import { controlPlane, stored } from '../../test/manifests.ts';
import type { EntityObject } from './entity-object.ts';
import { resolveMembers } from './group-members.ts';

const plane = (name: string, parts: { metadata?: object; status?: object } = {}) =>
  stored<EntityObject>(controlPlane(name), parts);
const objects = [
  plane('b', { status: { id: 'id-1' } }),
  plane('a', { status: { id: 'id-2' } }),
  plane('new'),
  plane('leaving', { metadata: { deletionTimestamp: '2030-01-01T00:00:00Z' }, status: { id: 'id-3' } }),
];

const resolve = (...names: string[]) =>
  resolveMembers(
    names.map((name) => ({ namespace: 'default', name })),
    (_kind, { name }) => objects.find(({ metadata }) => metadata.name === name),
  );

describe('the members of a group', () => {
  it.each([
    ['none', [], []],
    ['sorted by id', ['a', 'b'], ['id-1', 'id-2']],
    ['each once', ['a', 'a'], ['id-2']],
  ])('are %s', (_case, names, ids) => {
    expect(resolve(...names)).toEqual({ ok: true, ids });
  });

  it.each([
    ['missing', "KonnectGatewayControlPlane default/missing doesn't exist"],
    ['new', 'KonnectGatewayControlPlane default/new is not programmed yet'],
    ['leaving', 'KonnectGatewayControlPlane default/leaving is being deleted'],
  ])('are not known while one is %s', (name, message) => {
    expect(resolve('a', name)).toEqual({
      ok: false,
      condition: {
        type: 'MembersReferenceResolved',
        status: 'False',
        reason: 'SomeMemberNotResolved',
        message,
      },
    });
  });

  it('are not known while several are not there, and all of those are named', () => {
    const resolved = resolve('missing', 'new');
    expect(resolved.ok || resolved.condition.message).toBe(
      "KonnectGatewayControlPlane default/missing doesn't exist; KonnectGatewayControlPlane default/new is not programmed yet",
    );
  });
});
