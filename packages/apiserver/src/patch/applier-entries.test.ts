import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../kube-object.ts';
import {
  apiVersion,
  apply,
  configuration,
  entriesOf,
  owned,
  specFields,
  terms,
  update,
} from './apply.fixture.ts';
import { applyConfiguration } from './server-side-apply.ts';

/** Changes an object past all managers, as the server itself does: by defaults, or for a deletion. */
function changed(live: KubeObject, metadata: object, spec?: object): KubeObject {
  return { ...live, metadata: { ...live.metadata, ...metadata }, ...(spec && { spec }) };
}

describe('what an applier drops', () => {
  it('takes no finalizer along that nobody owns', () => {
    const live = apply(undefined, 'a', configuration({ weight: 1 }, { finalizers: ['example.com/a'] }));
    const deleting = changed(live, { finalizers: ['example.com/a', 'foregroundDeletion'] });
    const other = apply(deleting, 'b', configuration(undefined, { finalizers: ['example.com/b'] }));
    const after = apply(other, 'a', configuration({ weight: 1 }));
    expect(after.metadata.finalizers).toEqual(['foregroundDeletion', 'example.com/b']);
  });

  it('takes no label along that nobody owns where somebody else has a stake in the labels', () => {
    let live = apply(undefined, 'a', configuration(undefined, { labels: { a: '1' } }));
    live = changed(live, { labels: { b: '1' } });
    live = apply(live, 'b', configuration(undefined, { labels: { c: '1' } }));
    expect(apply(live, 'b', configuration()).metadata.labels).toEqual({ b: '1' });
  });

  it('takes no annotation along that nobody owns when labels go', () => {
    const live = apply(undefined, 'a', configuration({ weight: 1 }, { labels: { a: '1' } }));
    const annotated = changed(live, { annotations: { by: 'the server' } });
    const after = apply(annotated, 'a', configuration({ weight: 1 }));
    expect(after.metadata.annotations).toEqual({ by: 'the server' });
    expect(after.metadata.labels).toBeUndefined();
  });

  it('keeps a list that somebody else owns, without the item that was dropped', () => {
    const live = update(undefined, 'tool', configuration({ rules: [] }));
    const applied = apply(live, 'a', configuration({ rules: [{ name: 'x' }] }));
    const after = apply(applied, 'a', configuration({}));
    expect(after['spec']).toEqual({ rules: [] });
    expect(owned(after)).toMatchObject({ tool: { 'f:spec': { '.': {}, 'f:rules': {} } } });
  });

  it('leaves an empty object where it was the last field of one that is still applied', () => {
    const live = apply(undefined, 'a', configuration({ limits: { cpu: '1' } }));
    expect(apply(live, 'a', configuration({}))['spec']).toEqual({});
  });
});

describe('items that a list has twice', () => {
  const twice = [
    { name: 'x', value: '1' },
    { name: 'y', value: '1' },
    { name: 'x', value: '2' },
  ];

  it('stay where an applier says nothing of them', () => {
    const live = update(undefined, 'tool', configuration({ rules: twice }));
    expect(owned(live)).toMatchObject({ tool: { 'f:spec': { 'f:rules': { 'k:{"name":"x"}': {} } } } });
    const after = apply(live, 'a', configuration({ rules: [{ name: 'z' }] }));
    expect(after['spec']).toEqual({ rules: [...twice, { name: 'z' }] });
  });

  it('become the one that is applied, by force', () => {
    const live = update(undefined, 'tool', configuration({ rules: twice }));
    const wanted = configuration({ rules: [{ name: 'x', value: '3' }] });
    const after = apply(live, 'a', wanted, { force: true });
    expect(after['spec']).toEqual({
      rules: [
        { name: 'x', value: '3' },
        { name: 'y', value: '1' },
      ],
    });
  });
});

describe('the entry of an applier', () => {
  const later = { now: '2027-01-01T00:00:00Z' };

  it('has no time when the first apply changed nothing', () => {
    const live = apply(undefined, 'a', configuration({ weight: 1 }));
    const shared = apply(live, 'b', configuration({ weight: 1 }), later);
    expect(entriesOf(shared).map(({ manager, time }) => [manager, time])).toEqual([
      ['b', undefined],
      ['a', '2026-01-01T00:00:00Z'],
    ]);
  });

  it('keeps its time when fields change hands and the object stays as it is', () => {
    let live = apply(undefined, 'a', configuration({ weight: 1, target: 't' }));
    live = apply(live, 'b', configuration({ weight: 1 }));
    live = apply(live, 'a', configuration({ target: 't' }), later);
    expect(owned(live)).toEqual({ a: specFields('target'), b: specFields('weight') });
    expect(entriesOf(live).find(({ manager }) => manager === 'a')?.time).toBe('2026-01-01T00:00:00Z');
  });

  it('names the version of the last apply', () => {
    const live = apply(undefined, 'a', configuration({ weight: 1 }));
    const other = 'configuration.konghq.com/v1';
    const applied = { ...configuration({ weight: 1 }), apiVersion: other };
    const seen = { ...live, apiVersion: other };
    const convert = (object: KubeObject) => object;
    const otherVersions = () => ({
      schema: terms.schema,
      fromRequestVersion: convert,
      toRequestVersion: convert,
    });
    const after = apply(seen, 'a', applied, { apiVersion: other, otherVersions });
    expect(entriesOf(after).map((entry) => entry.apiVersion)).toEqual([other]);
    expect(entriesOf(live).map((entry) => entry.apiVersion)).toEqual([apiVersion]);
  });

  it('is gone with the list of managers when nobody owns anything any more', () => {
    const live = apply(undefined, 'a', configuration({ weight: 1 }));
    const after = apply(live, 'a', configuration());
    expect(after.metadata).not.toHaveProperty('managedFields');
  });

  it('stays beside any number of updaters: an apply forgets none of them', () => {
    let live = apply(undefined, 'a', configuration({ limits: {} }));
    const entries = Array.from({ length: 12 }, (_, index) => ({
      manager: `m${index}`,
      operation: 'Update' as const,
      apiVersion,
      fieldsType: 'FieldsV1' as const,
      fieldsV1: specFields('target'),
    }));
    live = changed(live, { managedFields: [...entriesOf(live), ...entries] }, { limits: {}, target: 't' });
    expect(entriesOf(apply(live, 'a', configuration({ weight: 1 })))).toHaveLength(13);
  });
});

describe('the conflicts of an apply', () => {
  it('come in the order of numbers, not of digits', () => {
    const schema = structuredClone(terms.schema);
    const spec = schema.properties?.['spec'];
    if (spec?.properties === undefined) throw new Error('the schema has no spec');
    spec.properties['ports'] = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port'],
      items: { type: 'object', properties: { port: { type: 'integer' }, name: { type: 'string' } } },
    };
    const ports = (name: string) => ({ ports: [443, 80, 9].map((port) => ({ port, name })) });
    const live = apply(undefined, 'a', configuration(ports('x')), { schema });
    const result = applyConfiguration({
      ...terms,
      schema,
      live,
      applied: configuration(ports('y')),
      manager: 'b',
    });
    expect(!result.ok && 'conflict' in result && result.conflict.causes.map(({ field }) => field)).toEqual([
      '.spec.ports[port=9].name',
      '.spec.ports[port=80].name',
      '.spec.ports[port=443].name',
    ]);
  });
});
