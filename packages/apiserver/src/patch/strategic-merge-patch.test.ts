import { describe, expect, it } from 'vitest';
import type { SchemaProps } from '../schema/schema-props.ts';
import { applyStrategicMergePatch } from './strategic-merge-patch.ts';

const schema: SchemaProps = {
  type: 'object',
  properties: {
    data: { type: 'object', additionalProperties: { type: 'string' } },
    finalizers: { type: 'array', items: { type: 'string' }, 'x-kubernetes-patch-strategy': 'merge' },
    args: { type: 'array', items: { type: 'string' } },
    owners: {
      type: 'array',
      items: { type: 'object', properties: { uid: { type: 'string' }, name: { type: 'string' } } },
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'uid',
    },
    strategy: {
      type: 'object',
      properties: { type: { type: 'string' } },
      'x-kubernetes-patch-strategy': 'retainKeys',
    },
    whole: { type: 'object', properties: {}, 'x-kubernetes-patch-strategy': 'replace' },
  },
};

const owner = (uid: string, name: string) => ({ uid, name });

describe('strategic merge patch', () => {
  it.each([
    [
      'merges objects',
      { data: { a: '1', b: '1' } },
      { data: { b: '2', c: '3' } },
      { data: { a: '1', b: '2', c: '3' } },
    ],
    ['removes by null', { data: { a: '1', b: '1' } }, { data: { a: null } }, { data: { b: '1' } }],
    ['keeps no nulls of a new object', {}, { data: { a: null, b: '1' } }, { data: { b: '1' } }],
    ['replaces a list without a strategy', { args: ['a'] }, { args: ['b'] }, { args: ['b'] }],
    [
      'merges a list of scalars as a set',
      { finalizers: ['a', 'b'] },
      { finalizers: ['b', 'c'] },
      { finalizers: ['a', 'b', 'c'] },
    ],
    [
      'deletes from a list of scalars',
      { finalizers: ['a', 'b'] },
      { '$deleteFromPrimitiveList/finalizers': ['a'] },
      { finalizers: ['b'] },
    ],
    [
      'deletes and adds at once, in the order that is asked for',
      { finalizers: ['a', 'b', 'z'] },
      {
        '$deleteFromPrimitiveList/finalizers': ['a'],
        '$setElementOrder/finalizers': ['c', 'b'],
        finalizers: ['c'],
      },
      { finalizers: ['c', 'b', 'z'] },
    ],
    [
      'merges items by their key',
      { owners: [owner('1', 'a'), owner('2', 'b')] },
      { owners: [{ uid: '2', name: 'c' }] },
      { owners: [owner('1', 'a'), owner('2', 'c')] },
    ],
    [
      'puts a new item in front, as kube-apiserver does',
      { owners: [owner('1', 'a')] },
      { owners: [owner('2', 'b')] },
      { owners: [owner('2', 'b'), owner('1', 'a')] },
    ],
    [
      'deletes an item',
      { owners: [owner('1', 'a'), owner('2', 'b')] },
      { owners: [{ $patch: 'delete', uid: '1' }] },
      { owners: [owner('2', 'b')] },
    ],
    [
      'replaces a list',
      { owners: [owner('1', 'a')] },
      { owners: [{ $patch: 'replace' }, owner('2', 'b')] },
      { owners: [owner('2', 'b')] },
    ],
    ['empties a list', { owners: [owner('1', 'a')] }, { owners: [{ $patch: 'replace' }] }, { owners: [] }],
    [
      'orders items, and leaves what only the server has in its place',
      { owners: [owner('1', 'a'), owner('s', 's'), owner('2', 'b')] },
      { '$setElementOrder/owners': [{ uid: '2' }, { uid: '1' }] },
      { owners: [owner('s', 's'), owner('2', 'b'), owner('1', 'a')] },
    ],
    ['an order alone makes no list', {}, { '$setElementOrder/owners': [{ uid: '1' }] }, {}],
    [
      'replaces an object',
      { data: { a: '1' } },
      { data: { $patch: 'replace', b: '2' } },
      { data: { b: '2' } },
    ],
    ['empties an object', { data: { a: '1' } }, { data: { $patch: 'delete' } }, { data: {} }],
    [
      'merges when told to',
      { data: { a: '1' } },
      { data: { $patch: 'merge', b: '2' } },
      { data: { a: '1', b: '2' } },
    ],
    [
      'keeps only the keys to retain',
      { strategy: { type: 'a', old: 1 } },
      { strategy: { $retainKeys: ['type'], type: 'b' } },
      { strategy: { type: 'b' } },
    ],
    [
      'replaces an object whose strategy is that',
      { whole: { a: 1 } },
      { whole: { b: 1 } },
      { whole: { b: 1 } },
    ],
    ['replaces what is of another type', { data: { a: '1' } }, { data: 'x' }, { data: 'x' }],
    [
      'stores no directives in a new list',
      {},
      {
        owners: [{ $patch: 'delete', uid: '1' }, owner('2', 'b')],
        '$setElementOrder/owners': [{ uid: '2' }],
      },
      { owners: [owner('2', 'b')] },
    ],
  ])('%s', (_name, target, patch, expected) => {
    const copies = structuredClone([target, patch]);
    expect(applyStrategicMergePatch(target, patch, schema)).toEqual({ ok: true, value: expected });
    expect([target, patch]).toEqual(copies);
  });

  it.each([
    [[], 400, 'invalid JSON document: a strategic merge patch is an object'],
    [{ '$deleteFromPrimitiveList/finalizers': 'a' }, 400, 'invalid patch format of primitive list'],
    [{ '$setElementOrder/finalizers': 'a' }, 400, 'invalid patch format of setElementOrder list'],
    [{ strategy: { $retainKeys: ['other'], type: 'b' } }, 400, 'invalid patch format of retainKeys'],
    [{ data: { $patch: 'shuffle' } }, 422, 'unknown patch type: "shuffle" in map'],
    [{ owners: [{ name: 'x' }] }, 422, 'map: {"name":"x"} does not contain declared merge key: uid'],
    [{ owners: [{ $patch: 'shuffle', uid: '1' }] }, 422, 'unknown patch type: "shuffle" in a list'],
  ])('refuses %j', (patch, code, message) => {
    const target = { data: {}, finalizers: ['a'], owners: [owner('1', 'a')], strategy: {} };
    const result = applyStrategicMergePatch(target, patch, schema);
    expect(!result.ok && result.error.code).toBe(code);
    expect(!result.ok && result.error.message).toContain(message);
  });

  it('shares what it does not reach', () => {
    const target = { data: { a: '1' }, args: ['x'] };
    const result = applyStrategicMergePatch(target, { data: { b: '2' } }, schema);
    expect(result.ok && (result.value as typeof target).args).toBe(target.args);
  });
});
