import { expect, it } from 'vitest';
import { type Change, concernsUpstream } from './change.ts';

function change(fields: Partial<Change>): Change {
  const actor = { user_id: null, token_name: null };
  return { revision: 1, type: 'target', id: 't', at: '', actor, before: null, after: null, ...fields };
}

it.each([
  ['the upstream itself', change({ type: 'upstream', id: 'u' }), true],
  ['another upstream', change({ type: 'upstream', id: 'v' }), false],
  ['a new target of it', change({ after: { upstream: { id: 'u' } } }), true],
  ['a target that it lost', change({ before: { upstream: { id: 'u' } } }), true],
  ['a target of another', change({ after: { upstream: { id: 'v' } } }), false],
  ['a target of none', change({ after: {} }), false],
  ['a service', change({ type: 'service', id: 'u' }), false],
])('a change of %s concerns an upstream: %#', (_what, given, expected) => {
  expect(concernsUpstream(given, 'u')).toBe(expected);
});
