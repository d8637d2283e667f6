import { expect, it } from 'vitest';
import { judgeOwners, type OwnerState } from './judge-owners.ts';

const keep = { action: 'keep' };
const background = { action: 'delete', propagation: 'Background' };
const foreground = { action: 'delete', propagation: 'Foreground' };
const drop = (...uids: string[]) => ({ action: 'drop-references', uids });

it.each<[OwnerState[], boolean, object]>([
  [['solid'], false, keep],
  [['solid', 'absent'], false, drop('1')],
  [['waiting', 'solid', 'absent'], true, drop('0', '2')],
  [['absent'], true, background],
  [['absent', 'absent'], false, background],
  [['waiting'], false, background],
  [['waiting', 'absent'], true, foreground],
  [['unknown'], false, keep],
  [['unknown', 'absent'], false, keep],
  [['unknown', 'solid', 'absent'], false, drop('2')],
])('owners that are %j, dependents %j: %j', (states, hasDependents, verdict) => {
  const owners = states.map((_, index) => ({ apiVersion: 'v1', kind: 'K', name: 'n', uid: String(index) }));
  const stateOf = ({ uid }: { uid: string }): OwnerState => states[Number(uid)] ?? 'unknown';
  expect(judgeOwners(owners, stateOf, hasDependents)).toEqual(verdict);
});
