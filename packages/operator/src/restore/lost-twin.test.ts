import { expect, it } from 'vitest';
import { stored, upstream } from '../../test/manifests.ts';
import type { EntityObject } from '../entity/entity-object.ts';
import { originOf } from '../identity/origin.ts';
import { upstream as upstreamKind } from '../kinds/upstream.ts';
import { isLostTwin } from './lost-twin.ts';

const object = stored<EntityObject>(upstream('payments'));
const facts = { ...originOf(object), 'k8s-uid': 'before' };

it.each<[string, Record<string, string | undefined>, boolean]>([
  ['of the same name, with another UID', {}, true],
  ['of the object itself', { 'k8s-uid': object.metadata.uid }, false],
  ['of another name', { 'k8s-name': 'other' }, false],
  ['of another namespace', { 'k8s-namespace': 'other' }, false],
  ['of another kind', { 'k8s-kind': 'KongTarget' }, false],
  ['of another group', { 'k8s-group': 'example.com' }, false],
  ['without a UID', { 'k8s-uid': undefined }, false],
  ['that somebody else manages', { 'managed-by': 'me' }, false],
  ['of another version of the kind', { 'k8s-version': 'v1beta1' }, true],
])('an entity %s (%j) is a lost twin: %s', (_case, changed, isTwin) => {
  expect(isLostTwin(upstreamKind as never, object, { ...facts, ...changed })).toBe(isTwin);
});
