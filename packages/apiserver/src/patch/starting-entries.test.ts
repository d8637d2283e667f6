import { describe, expect, it } from 'vitest';
import type { ManagedFieldsEntry, ObjectMeta } from '../kube-object.ts';
import { startingEntries } from './starting-entries.ts';

const entry: ManagedFieldsEntry = {
  manager: 'kubectl',
  operation: 'Apply',
  apiVersion: 'v1',
  time: '2026-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:data': { 'f:a': {} } },
};
const stored: ObjectMeta = { managedFields: [entry] };
const send = (managedFields: unknown): ObjectMeta => ({
  managedFields: managedFields as ManagedFieldsEntry[],
});

describe('the entries that a write starts from', () => {
  it.each([
    ['none', undefined],
    ['the stored ones', [structuredClone(entry)]],
    ['an unknown operation', [{ ...entry, operation: 'Guess' }]],
    ['no apiVersion', [{ ...entry, apiVersion: '' }]],
    ['another form of fields', [{ ...entry, fieldsType: 'FieldsV2' }]],
    ['fields that are no set', [{ ...entry, fieldsV1: { 'f:data': 'x' } }]],
    ['keys that are no JSON', [{ ...entry, fieldsV1: { 'k:{': {} } }]],
    ['something else', ['x']],
    ['two empty entries', [{}, {}]],
  ])('are the stored ones when the client sends %s', (_name, sent) => {
    expect(startingEntries(stored, send(sent), '')).toBe(stored.managedFields);
  });

  it.each([[[]], [[{}]]])('are none when the client clears them by %j', (sent) => {
    expect(startingEntries(stored, send(sent), '')).toEqual([]);
  });

  it('are the last of several that the client sends for one manager', () => {
    const newer = { ...entry, apiVersion: 'v2', fieldsV1: { 'f:data': { 'f:b': {} } } };
    const update = { ...entry, operation: 'Update' };
    const other = { ...update, apiVersion: 'v2' };
    expect(startingEntries(stored, send([entry, update, newer, other]), '')).toEqual([update, newer, other]);
  });

  it('are those of the client when they are sound', () => {
    const sent = [entry, { ...entry, manager: 'other', subresource: 'status', fieldsV1: null }];
    const result = startingEntries(stored, send(sent), '');
    expect(result).toEqual([entry, { ...entry, manager: 'other', subresource: 'status', fieldsV1: {} }]);
    expect(result[0]).toBe(entry);
  });

  it('are written in the one form that compares', () => {
    const sent = {
      ...entry,
      time: '2026-01-01T01:00:00.5+01:00',
      fieldsV1: { 'k:{ "b": 1, "a": "x" }': { '.': {}, 'v: 1': {}, 'z:?': {} } },
    };
    expect(startingEntries(stored, send([sent]), '')).toEqual([
      { ...entry, fieldsV1: { 'k:{"a":"x","b":1}': { '.': {}, 'v:1': {} } } },
    ]);
  });

  it('cannot be rewritten through a subresource', () => {
    expect(startingEntries(stored, send([]), 'status')).toBe(stored.managedFields);
  });
});
