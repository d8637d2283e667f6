import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../kube-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import {
  apiVersion,
  apply,
  configuration,
  entriesOf,
  identity,
  owned,
  schema,
  specFields,
  terms,
  update,
} from './apply.fixture.ts';
import { applyConfiguration } from './server-side-apply.ts';

describe('server-side apply', () => {
  it('creates an object whose applier owns what it applied', () => {
    expect(
      apply(undefined, 'a', configuration({ weight: 1, ref: { name: 'x' } }, { labels: { app: 'y' } })),
    ).toEqual({
      ...configuration({ weight: 1, ref: { name: 'x' } }, { labels: { app: 'y' } }),
      metadata: {
        ...identity.metadata,
        labels: { app: 'y' },
        managedFields: [
          {
            manager: 'a',
            operation: 'Apply',
            apiVersion,
            time: '2026-01-01T00:00:00Z',
            fieldsType: 'FieldsV1',
            fieldsV1: {
              'f:metadata': { 'f:labels': { 'f:app': {} } },
              'f:spec': { 'f:weight': {}, 'f:ref': { 'f:name': {} } },
            },
          },
        ],
      },
    });
  });

  it('applied again, changes nothing and gives back the stored object', () => {
    const applied = configuration({
      weight: 1,
      rules: [{ name: 'x' }],
      members: ['m'],
      tags: ['t'],
      ref: {},
    });
    const live = apply(undefined, 'a', applied);
    expect(apply(live, 'a', applied, { now: '2027-01-01T00:00:00Z' })).toBe(live);
  });

  it('removes what the applier leaves out, and keeps what others own', () => {
    let live = apply(undefined, 'a', configuration({ weight: 1, target: 't', ref: { name: 'x' } }));
    live = apply(live, 'b', configuration({ target: 't' }));
    live = apply(live, 'a', configuration({ weight: 1 }));
    expect(live['spec']).toEqual({ weight: 1, target: 't' });
    expect(owned(live)).toEqual({ a: specFields('weight'), b: specFields('target') });
  });

  it('removes an item with what is in it, unless another applier has a stake in it', () => {
    let live = apply(
      undefined,
      'a',
      configuration({
        rules: [
          { name: 'x', value: '1' },
          { name: 'y', value: '1' },
        ],
      }),
    );
    live = apply(live, 'b', configuration({ rules: [{ name: 'y', note: 'n' }] }));
    live = apply(live, 'a', configuration({ weight: 1 }));
    expect(live['spec']).toEqual({ weight: 1, rules: [{ name: 'y', note: 'n' }] });
  });

  it('what nobody owns goes with the object that it lies in, and stays in one that is still owned', () => {
    let live = apply(undefined, 'a', configuration({ ref: { name: 'x' } }));
    live = { ...live, spec: { ref: { name: 'x', namespace: 'by default' } } };
    const shared = apply(live, 'b', configuration({ ref: { name: 'x' } }));
    expect(apply(live, 'a', configuration({ weight: 1 }))['spec']).toEqual({ weight: 1 });
    expect(apply(shared, 'a', configuration({ weight: 1 }))['spec']).toEqual({
      weight: 1,
      ref: { name: 'x', namespace: 'by default' },
    });
  });

  it('names the manager and the field of a conflict', () => {
    const live = update(undefined, 'kubectl-client-side-apply', configuration({ weight: 1 }));
    const result = applyConfiguration({
      ...terms,
      live,
      applied: configuration({ weight: 2 }),
      manager: 'b',
    });
    expect(result).toEqual({
      ok: false,
      conflict: {
        message:
          'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using configuration.konghq.com/v1alpha1: .spec.weight',
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "kubectl-client-side-apply" using configuration.konghq.com/v1alpha1',
            field: '.spec.weight',
          },
        ],
      },
    });
  });

  it('lists several conflicts by manager', () => {
    let live = apply(undefined, 'b', configuration({ rules: [{ name: 'x', value: '1' }], members: ['m'] }));
    live = apply(live, 'a', configuration({ target: 't', selector: { k: '1' } }));
    const applied = configuration({ target: 'u', selector: { k: '2' }, rules: [{ name: 'x', value: '2' }] });
    expect(() => apply(live, 'c', applied)).toThrow(
      'Apply failed with 3 conflicts: conflicts with "a":\n- .spec.selector\n- .spec.target\nconflicts with "b":\n- .spec.rules[name="x"].value',
    );
  });

  it('by force takes the field from its manager', () => {
    let live = apply(undefined, 'a', configuration({ weight: 1, target: 't' }));
    live = apply(live, 'b', configuration({ weight: 2 }), { force: true });
    expect(live['spec']).toEqual({ weight: 2, target: 't' });
    expect(owned(live)).toEqual({ a: specFields('target'), b: specFields('weight') });
  });

  it('two appliers who want the same both own it, until one of them wants something else', () => {
    let live = apply(undefined, 'a', configuration({ weight: 1 }));
    live = apply(live, 'b', configuration({ weight: 1 }));
    expect(owned(live)).toEqual({ a: specFields('weight'), b: specFields('weight') });
    expect(() => apply(live, 'a', configuration({ weight: 2 }))).toThrow('conflict with "b": .spec.weight');
    live = apply(live, 'b', configuration({ target: 't' }));
    expect(live['spec']).toEqual({ weight: 1, target: 't' });
  });

  it('an update takes a field from its applier, who gets it back only by force', () => {
    let live = apply(undefined, 'a', configuration({ weight: 1 }));
    live = update(live, 'tool', { ...live, spec: { weight: 5 } });
    expect(owned(live)).toEqual({ tool: specFields('weight') });
    expect(() => apply(live, 'a', configuration({ weight: 1 }))).toThrow(
      'Apply failed with 1 conflict: conflict with "tool" using configuration.konghq.com/v1alpha1: .spec.weight',
    );
    live = apply(live, 'a', configuration({ weight: 1 }), { force: true });
    expect(owned(live)).toEqual({ a: specFields('weight') });
  });

  it('an atomic map or list belongs to one as a whole', () => {
    const live = apply(undefined, 'a', configuration({ selector: { k: '1' }, tags: ['x'] }));
    expect(owned(live)).toEqual({ a: specFields('selector', 'tags') });
    expect(() => apply(live, 'b', configuration({ selector: { l: '1' } }))).toThrow('.spec.selector');
    expect(() => apply(live, 'b', configuration({ tags: ['y'] }))).toThrow('.spec.tags');
  });

  it('items of a set and keys of a map belong to whoever adds them', () => {
    let live = apply(
      undefined,
      'a',
      configuration({ members: ['m'], limits: { cpu: '1' } }, { finalizers: ['f'] }),
    );
    live = apply(
      live,
      'b',
      configuration({ members: ['n'], limits: { memory: '1' } }, { finalizers: ['g'] }),
    );
    expect(live['spec']).toEqual({ members: ['m', 'n'], limits: { cpu: '1', memory: '1' } });
    expect(live.metadata.finalizers).toEqual(['f', 'g']);
    live = apply(live, 'a', configuration({ weight: 1 }));
    expect(live['spec']).toEqual({ weight: 1, members: ['n'], limits: { memory: '1' } });
    expect(live.metadata.finalizers).toEqual(['g']);
  });

  it.each([
    [
      ['a', 'b', 'c'],
      ['c', 'a'],
      ['b', 'c', 'a'],
    ],
    [
      ['a', 'b'],
      ['x', 'b'],
      ['a', 'x', 'b'],
    ],
    [
      ['a', 'b', 'c', 'd'],
      ['d', 'b'],
      ['a', 'c', 'd', 'b'],
    ],
    [[], ['b', 'a'], ['b', 'a']],
    [['a'], [], ['a']],
  ])('a list of %j to which %j is applied comes out as %j', (before, applied, after) => {
    const live = update(undefined, 'tool', configuration({ members: before }));
    expect(apply(live, 'a', configuration({ members: applied }))['spec']).toEqual({ members: after });
  });

  it('a subresource is another manager, and writes nothing but its part', () => {
    let live = apply(undefined, 'a', configuration({ weight: 1 }));
    const applied = { ...configuration({ weight: 9 }), status: { id: 'i' } };
    live = apply(live, 'a', applied, { subresource: 'status', scope: 'status-only' });
    expect(live).toMatchObject({ spec: { weight: 1 }, status: { id: 'i' } });
    expect(entriesOf(live).map(({ subresource, fieldsV1 }) => [subresource, fieldsV1])).toEqual([
      [undefined, specFields('weight')],
      ['status', { 'f:status': { 'f:id': {} } }],
    ]);
    expect(apply(live, 'a', { ...configuration({ weight: 1 }), status: { id: 'other' } })).toBe(live);
  });

  it('identity, and what Go clients send along, belongs to nobody and overwrites nothing', () => {
    const live = apply(undefined, 'a', configuration({ weight: 1 }));
    const stored = {
      ...live,
      metadata: { ...live.metadata, uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z', generation: 3 },
    };
    const applied = configuration({ weight: 1 }, { creationTimestamp: null, generation: 9, selfLink: '/x' });
    expect(apply(stored, 'a', applied)).toBe(stored);
  });

  it('a resource version that was applied is handed on, for the caller to compare', () => {
    const live = apply(undefined, 'a', configuration({ weight: 1 }));
    const stored = { ...live, metadata: { ...live.metadata, resourceVersion: '7' } };
    const again = apply(stored, 'a', configuration({ weight: 1 }, { resourceVersion: '5' }));
    expect(again.metadata.resourceVersion).toBe('5');
  });

  it('on an object without any record, what was there belongs to before-first-apply', () => {
    const live = configuration({ weight: 1, target: 't' });
    expect(owned(apply(live, 'a', configuration({ weight: 1 })))).toEqual({
      a: specFields('weight'),
      'before-first-apply': { 'f:spec': { '.': {}, 'f:weight': {}, 'f:target': {} } },
    });
    expect(() => apply(live, 'a', configuration({ weight: 2 }))).toThrow(
      'conflict with "before-first-apply"',
    );
  });

  it.each([
    [
      configuration({ wait: 1 }),
      'failed to create typed patch object (default/a; configuration.konghq.com/v1alpha1, Kind=KongTarget): .spec.wait: field not declared in schema',
    ],
    [
      configuration({ ref: { nam: 'x' }, wait: 1 }),
      'errors:\n  .spec.ref.nam: field not declared in schema\n  .spec.wait: field not declared in schema',
    ],
    [
      configuration({ rules: [{ name: 'x' }, { name: 'x' }] }),
      '.spec.rules: duplicate entries for key [name="x"]',
    ],
    [configuration({ members: ['m', 'm'] }), '.spec.members: duplicate entries for key [="m"]'],
    [
      configuration({ rules: [{ value: 'x' }] }),
      '.spec.rules: element 0: associative list with keys has an element that omits all key fields ["name"]',
    ],
    [
      configuration({ members: [null] }),
      ".spec.members: element 0: associative list without keys has an element that's an explicit null",
    ],
    [configuration({}, { managedFields: [] }), 'metadata.managedFields must be nil'],
    [
      { ...configuration({}), apiVersion: 'v1' },
      'Incorrect version specified in apply patch. Specified patch version: v1, expected: configuration.konghq.com/v1alpha1',
    ],
  ])('refuses %j', (applied, message) => {
    const result = applyConfiguration({ ...terms, live: undefined, applied, manager: 'a' });
    expect(!result.ok && 'error' in result && result.error).toMatchObject({
      code: 400,
      reason: 'BadRequest',
    });
    expect(() => apply(undefined, 'a', applied)).toThrow(message);
  });

  it('fields that are preserved without a schema can be applied', () => {
    const live = apply(undefined, 'a', configuration({ open: { deep: { list: [1], value: 2 } } }));
    expect(owned(live)).toEqual({
      a: { 'f:spec': { 'f:open': { 'f:deep': { '.': {}, 'f:list': {}, 'f:value': {} } } } },
    });
  });

  it('removes what was applied in another version, under the name that it has there', () => {
    const old = 'configuration.konghq.com/v1alpha0';
    const rename = (object: KubeObject, from: string, to: string, version: string): KubeObject => {
      if (object['spec'] === undefined) return { ...object, apiVersion: version };
      const { [from]: value, ...rest } = object['spec'] as Record<string, unknown>;
      return {
        ...object,
        apiVersion: version,
        spec: { ...rest, ...(value !== undefined && { [to]: value }) },
      };
    };
    const oldSchema: SchemaProps = {
      type: 'object',
      properties: {
        spec: { type: 'object', properties: { heft: { type: 'integer' }, target: { type: 'string' } } },
      },
    };
    const otherVersions = (version: string) =>
      version === old
        ? {
            schema: oldSchema,
            fromRequestVersion: (object: KubeObject) => rename(object, 'weight', 'heft', old),
            toRequestVersion: (object: KubeObject) => rename(object, 'heft', 'weight', apiVersion),
          }
        : undefined;
    const before = apply(
      undefined,
      'a',
      { ...configuration({ heft: 1, target: 't' }), apiVersion: old },
      { apiVersion: old, schema: oldSchema },
    );
    const live = rename(before, 'heft', 'weight', apiVersion);
    const after = apply(live, 'a', configuration({ target: 't' }), { otherVersions });
    expect(after['spec']).toEqual({ target: 't' });
    expect(owned(after)).toEqual({ a: specFields('target') });
    const other = apply(live, 'b', configuration({ target: 't' }), { otherVersions });
    expect(apply(other, 'a', configuration({ weight: 1 }), { otherVersions })['spec']).toEqual({
      target: 't',
      weight: 1,
    });
    expect(() => apply(live, 'b', configuration({ weight: 2 }), { otherVersions })).toThrow(
      'conflict with "a": .spec.heft',
    );
  });

  it('who owned items of a list that has become atomic owns the list', () => {
    const live = apply(undefined, 'a', configuration({ members: ['m'] }));
    const changed = structuredClone(schema);
    const members = changed.properties?.['spec']?.properties?.['members'] ?? {};
    members['x-kubernetes-list-type'] = 'atomic';
    const wanted = configuration({ members: ['n'] });
    expect(() => apply(live, 'b', wanted, { schema: changed })).toThrow('conflict with "a": .spec.members');
    const after = apply(live, 'a', wanted, { schema: changed });
    expect(after['spec']).toEqual({ members: ['n'] });
    expect(owned(after)).toEqual({ a: specFields('members') });
  });

  it('keeps what the version of the last apply cannot express', () => {
    const old = 'configuration.konghq.com/v1alpha0';
    const oldSchema: SchemaProps = {
      type: 'object',
      properties: { spec: { type: 'object', properties: { target: { type: 'string' } } } },
    };
    // Conversion None: the name of the version changes, and unknown fields are pruned.
    const narrow = (object: KubeObject): KubeObject => {
      const { target } = (object['spec'] ?? {}) as { target?: string };
      return { ...object, apiVersion: old, spec: target === undefined ? {} : { target } };
    };
    const otherVersions = (version: string) =>
      version === old
        ? {
            schema: oldSchema,
            fromRequestVersion: narrow,
            toRequestVersion: (object: KubeObject) => ({ ...object, apiVersion }),
          }
        : undefined;
    const first = apply(
      undefined,
      'a',
      { ...configuration({ target: 't' }), apiVersion: old },
      { apiVersion: old, schema: oldSchema },
    );
    const live = { ...first, apiVersion };
    const after = apply(live, 'a', configuration({ ref: { name: 'x' } }), { otherVersions });
    expect(after['spec']).toEqual({ ref: { name: 'x' } });
    expect(owned(after)).toEqual({ a: { 'f:spec': { 'f:ref': { 'f:name': {} } } } });
  });

  it('changes nothing that is passed in', () => {
    const live = apply(undefined, 'a', configuration({ weight: 1, rules: [{ name: 'x' }] }));
    const applied = configuration({ weight: 2, rules: [{ name: 'y' }] });
    const copies = structuredClone([live, applied]);
    apply(live, 'a', applied, { force: true });
    expect([live, applied]).toEqual(copies);
  });
});
