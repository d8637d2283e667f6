import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../test/server/memory-journal.ts';
import type { User } from '../auth/user.ts';
import type { KubeObject } from '../kube-object.ts';
import { ObjectStore } from '../storage/object-store.ts';
import { objectKey, toEntry } from '../storage/stored-entry.ts';
import { Authorizer, reasonOf } from './authorizer.ts';
import { RbacIndex } from './rbac-index.ts';
import { RBAC_TABLES } from './rbac-objects.ts';

type Kind = keyof typeof RBAC_TABLES;

/** A write: an object takes the place of what was there, or nothing does. */
interface Step {
  kind: Kind;
  name: string;
  namespace: string;
  content: object | undefined;
}

const newStore = (): ObjectStore => new ObjectStore(new MemoryJournal());

async function carryOut(store: ObjectStore, steps: readonly Step[]): Promise<void> {
  const writes = steps.map(({ kind, name, namespace, content }) => {
    const table = store.table(RBAC_TABLES[kind]);
    const key = objectKey(namespace, name);
    const expected = table.head(key);
    if (content === undefined && expected === undefined) return undefined;
    const object: KubeObject = {
      apiVersion: 'v1',
      kind,
      metadata: { name, namespace, uid: name },
      ...content,
    };
    return store.write({
      type: content === undefined ? 'DELETED' : expected === undefined ? 'ADDED' : 'MODIFIED',
      table,
      key,
      expected,
      entry: (revision) => toEntry(object, revision, 0, expected?.id),
    }).durable;
  });
  await Promise.all(writes);
}

const ada: User = { name: 'ada', uid: '', groups: ['devs'] };
const robot: User = { name: 'system:serviceaccount:one:robot', uid: '', groups: [] };
const get = (resource: string, namespace: string) => ({
  verb: 'get',
  group: '',
  resource,
  subresource: '',
  namespace,
  name: '',
});

const subjects = [
  { kind: 'User', name: 'ada' },
  { kind: 'Group', name: 'devs' },
  { kind: 'ServiceAccount', name: 'robot', namespace: 'one' },
  { kind: 'ServiceAccount', name: 'robot' },
];
const rules = (...resources: string[]) => ({ rules: [{ verbs: ['get'], apiGroups: [''], resources }] });
const one = fc.constantFrom;
const roleContent = one(undefined, rules('pods'), rules('secrets'), rules());
const bindingContent = fc.option(
  fc.record({
    roleRef: fc.record({ kind: one('Role', 'ClusterRole'), name: one('a', 'b') }),
    subjects: fc.subarray(subjects),
  }),
  { nil: undefined },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: one('Role' as Kind),
    name: one('a', 'b'),
    namespace: one('one', 'two'),
    content: roleContent,
  }),
  fc.record({
    kind: one('ClusterRole' as Kind),
    name: one('a', 'b'),
    namespace: one(''),
    content: roleContent,
  }),
  fc.record({
    kind: one('RoleBinding' as Kind),
    name: one('x', 'y'),
    namespace: one('one', 'two'),
    content: bindingContent,
  }),
  fc.record({
    kind: one('ClusterRoleBinding' as Kind),
    name: one('x', 'y'),
    namespace: one(''),
    content: bindingContent,
  }),
);

describe('the index of roles and bindings', () => {
  it('decides after any changes as one that is made anew', async () => {
    const questions = [ada, robot].flatMap((user) =>
      ['pods', 'secrets'].flatMap((resource) =>
        ['', 'one', 'two'].map((namespace) => ({ user, attributes: get(resource, namespace) })),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 6 }), async (groups) => {
        const store = newStore();
        const live = new Authorizer(new RbacIndex(store));
        for (const group of groups) await carryOut(store, group);
        const anew = new Authorizer(new RbacIndex(store));
        for (const { user, attributes } of questions) {
          expect(live.decide(user, attributes).allowed).toBe(anew.decide(user, attributes).allowed);
        }
      }),
    );
  });

  it('finds an account that a binding names without a namespace in the binding’s own', async () => {
    const store = newStore();
    const content = {
      roleRef: { kind: 'ClusterRole', name: 'a' },
      subjects: [{ kind: 'ServiceAccount', name: 'robot' }],
    };
    await carryOut(store, [
      { kind: 'ClusterRole', name: 'a', namespace: '', content: rules('pods') },
      { kind: 'RoleBinding', name: 'x', namespace: 'one', content },
    ]);
    const authorizer = new Authorizer(new RbacIndex(store));
    const decision = authorizer.decide(robot, get('pods', 'one'));
    expect([decision.allowed, reasonOf(decision)]).toEqual([
      true,
      'RBAC: allowed by RoleBinding "x/one" of ClusterRole "a" to ServiceAccount "robot/one"',
    ]);
    expect(
      authorizer.decide({ ...robot, name: 'system:serviceaccount:two:robot' }, get('pods', 'one')).allowed,
    ).toBe(false);
  });

  it('names every role that a user was given and that is missing', async () => {
    const store = newStore();
    const content = (name: string) => ({
      roleRef: { kind: 'ClusterRole', name },
      subjects: [{ kind: 'User', name: 'ada' }],
    });
    await carryOut(store, [
      { kind: 'ClusterRoleBinding', name: 'x', namespace: '', content: content('a') },
      { kind: 'ClusterRoleBinding', name: 'y', namespace: '', content: content('b') },
    ]);
    const decision = new Authorizer(new RbacIndex(store)).decide(ada, get('pods', ''));
    expect(reasonOf(decision)).toBe(
      'RBAC: [clusterrole.rbac.authorization.k8s.io "a" not found, clusterrole.rbac.authorization.k8s.io "b" not found]',
    );
  });
});
