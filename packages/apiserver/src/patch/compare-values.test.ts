import { describe, expect, it } from 'vitest';
import type { SchemaProps } from '../schema/schema-props.ts';
import { allFields, compareValues } from './compare-values.ts';

const schema: SchemaProps = {
  type: 'object',
  properties: {
    weight: { type: 'integer' },
    ref: { type: 'object', properties: { name: { type: 'string' }, namespace: { type: 'string' } } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    selector: { type: 'object', additionalProperties: { type: 'string' }, 'x-kubernetes-map-type': 'atomic' },
    tags: { type: 'array', items: { type: 'string' } },
    finalizers: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    conditions: {
      type: 'array',
      items: { type: 'object', properties: { type: { type: 'string' }, status: { type: 'string' } } },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
    },
    ports: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          port: { type: 'integer' },
          protocol: { type: 'string', default: 'TCP' },
          name: { type: 'string' },
        },
      },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['protocol', 'port'],
    },
    anything: { 'x-kubernetes-preserve-unknown-fields': true },
  },
};

const ready = 'k:{"type":"Ready"}';

describe('comparing values', () => {
  it.each([
    ['a changed value', { weight: 1 }, { weight: 2 }, { 'f:weight': {} }, undefined],
    ['a new value', {}, { weight: 2 }, { 'f:weight': {} }, undefined],
    ['a removed value', { weight: 1 }, {}, undefined, { 'f:weight': {} }],
    [
      'a new object with its fields',
      {},
      { ref: { name: 'a' } },
      { 'f:ref': { '.': {}, 'f:name': {} } },
      undefined,
    ],
    [
      'a new field of an old object',
      { ref: {} },
      { ref: { name: 'a' } },
      { 'f:ref': { 'f:name': {} } },
      undefined,
    ],
    [
      'a removed object with its fields',
      { ref: { name: 'a' } },
      {},
      undefined,
      { 'f:ref': { '.': {}, 'f:name': {} } },
    ],
    [
      'both at once',
      { ref: { name: 'a' } },
      { ref: { namespace: 'b' } },
      { 'f:ref': { 'f:namespace': {} } },
      { 'f:ref': { 'f:name': {} } },
    ],
    [
      'a key of a map',
      { labels: { a: '1' } },
      { labels: { a: '1', b: '2' } },
      { 'f:labels': { 'f:b': {} } },
      undefined,
    ],
    [
      'an atomic map as one',
      { selector: { a: '1', b: '1' } },
      { selector: { a: '2', b: '1' } },
      { 'f:selector': {} },
      undefined,
    ],
    ['an atomic list as one', { tags: ['a', 'b'] }, { tags: ['b', 'a'] }, { 'f:tags': {} }, undefined],
    [
      'items of a set',
      { finalizers: ['a', 'b'] },
      { finalizers: ['b', 'c'] },
      { 'f:finalizers': { 'v:"c"': {} } },
      { 'f:finalizers': { 'v:"a"': {} } },
    ],
    [
      'a field of an item',
      { conditions: [{ type: 'Ready', status: 'False' }] },
      { conditions: [{ type: 'Ready', status: 'True' }] },
      { 'f:conditions': { [ready]: { 'f:status': {} } } },
      undefined,
    ],
    [
      'a new item with its fields',
      { conditions: [] },
      { conditions: [{ type: 'Ready' }] },
      { 'f:conditions': { [ready]: { '.': {}, 'f:type': {} } } },
      undefined,
    ],
    [
      'a key with a default',
      { ports: [] },
      { ports: [{ port: 80 }] },
      { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } },
      undefined,
    ],
    [
      'a list whose items lack keys as one',
      { conditions: [] },
      { conditions: [{ status: 'True' }] },
      { 'f:conditions': {} },
      undefined,
    ],
    [
      'items that have come twice as one each',
      { finalizers: ['a'] },
      { finalizers: ['b', 'b'] },
      { 'f:finalizers': { 'v:"b"': {} } },
      { 'f:finalizers': { 'v:"a"': {} } },
    ],
    [
      'an item that has become two',
      { conditions: [{ type: 'A', status: 'x' }] },
      { conditions: [{ type: 'A' }, { type: 'A' }] },
      { 'f:conditions': { 'k:{"type":"A"}': {} } },
      { 'f:conditions': { 'k:{"type":"A"}': { '.': {}, 'f:type': {}, 'f:status': {} } } },
    ],
    [
      'an item that was there twice',
      { conditions: [{ type: 'A' }, { type: 'A', status: 'x' }] },
      { conditions: [{ type: 'A' }] },
      { 'f:conditions': { 'k:{"type":"A"}': { '.': {}, 'f:type': {} } } },
      { 'f:conditions': { 'k:{"type":"A"}': {} } },
    ],
    [
      'one of two items of a key',
      { conditions: [{ type: 'A' }, { type: 'A', status: 'x' }] },
      { conditions: [{ type: 'A' }, { type: 'A', status: 'y' }] },
      { 'f:conditions': { 'k:{"type":"A"}': {} } },
      undefined,
    ],
    [
      'an object that becomes null',
      { ref: { name: 'a' } },
      { ref: null },
      undefined,
      { 'f:ref': { 'f:name': {} } },
    ],
    [
      'null that becomes an object',
      { ref: null },
      { ref: { name: 'a' } },
      { 'f:ref': { 'f:name': {} } },
      undefined,
    ],
    ['an empty object that becomes null', { ref: {} }, { ref: null }, { 'f:ref': {} }, undefined],
    ['null that becomes a plain value', { weight: null }, { weight: 1 }, { 'f:weight': {} }, undefined],
    [
      'items of a set in the place of null',
      { finalizers: null },
      { finalizers: ['a'] },
      { 'f:finalizers': { 'v:"a"': {} } },
      undefined,
    ],
    [
      'fields without a schema',
      { anything: { a: { b: 1 } } },
      { anything: { a: { b: 2 } } },
      { 'f:anything': { 'f:a': { 'f:b': {} } } },
      undefined,
    ],
    [
      'a list without a schema as one',
      { anything: { a: [1] } },
      { anything: { a: [2] } },
      { 'f:anything': { 'f:a': {} } },
      undefined,
    ],
  ])('shows %s', (_name, before, after, changed, removed) => {
    expect(compareValues(before, after, schema)).toEqual({ changed, removed });
  });

  it.each([
    [{ weight: 1 }, { weight: 1 }],
    [{ conditions: [{ type: 'A' }, { type: 'B' }] }, { conditions: [{ type: 'B' }, { type: 'A' }] }],
    [{ tags: ['a'] }, { tags: ['a'] }],
    [{ weight: undefined }, {}],
    [{}, { weight: undefined }],
    [{ labels: {} }, { labels: {} }],
  ])('finds no difference between %j and %j', (before, after) => {
    expect(compareValues(before, after, schema)).toBeUndefined();
  });

  it('an empty object is a member by itself', () => {
    expect(allFields({ ref: {}, conditions: [] }, schema)).toEqual({
      '.': {},
      'f:ref': {},
      'f:conditions': {},
    });
  });

  it('a field called constructor or __proto__ is a field', () => {
    const after = JSON.parse('{"labels": {"constructor": "x", "__proto__": "y"}}');
    expect(compareValues({ labels: {} }, after, schema)?.changed).toEqual({
      'f:labels': { 'f:constructor': {}, 'f:__proto__': {} },
    });
  });
});
