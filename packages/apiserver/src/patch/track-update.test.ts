import { describe, expect, it } from 'vitest';
import type { KubeObject, ManagedFieldsEntry, ObjectMeta } from '../kube-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { trackUpdate, type UpdateToTrack } from './track-update.ts';

const apiVersion = 'configuration.konghq.com/v1alpha1';
const schema: SchemaProps = {
  type: 'object',
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object' },
    spec: { type: 'object', properties: { weight: { type: 'integer' }, target: { type: 'string' } } },
    status: { type: 'object', properties: { id: { type: 'string' } } },
  },
};

function object(spec: object, metadata: ObjectMeta = {}, status?: object): KubeObject {
  return {
    apiVersion,
    kind: 'KongTarget',
    metadata: { name: 'a', ...metadata },
    spec,
    ...(status && { status }),
  };
}

function track(update: Partial<UpdateToTrack> & Pick<UpdateToTrack, 'after'>): ManagedFieldsEntry[] {
  return trackUpdate({
    before: undefined,
    manager: 'tool',
    apiVersion,
    subresource: '',
    scope: 'all-but-status',
    now: '2026-01-02T00:00:00Z',
    schema,
    otherVersions: () => undefined,
    ...update,
  });
}

function entry(
  manager: string,
  fieldsV1: ManagedFieldsEntry['fieldsV1'],
  rest: Partial<ManagedFieldsEntry> = {},
) {
  const time = '2026-01-01T00:00:00Z';
  return {
    manager,
    operation: 'Update' as const,
    apiVersion,
    time,
    fieldsType: 'FieldsV1' as const,
    fieldsV1,
    ...rest,
  };
}

const spec = (...fields: string[]) => ({
  'f:spec': Object.fromEntries(fields.map((name) => [`f:${name}`, {}])),
});

describe('tracking who owns the fields of an update', () => {
  it('a creation owns all it sets, but neither identity nor what the server sets', () => {
    const after = object(
      { weight: 1 },
      {
        uid: 'u',
        resourceVersion: '1',
        generation: 1,
        creationTimestamp: '2026-01-01T00:00:00Z',
        labels: { app: 'x' },
        finalizers: ['f'],
        ownerReferences: [{ apiVersion: 'v1', kind: 'Secret', name: 's', uid: 'u-1' }],
      },
      { id: 'set by default' },
    );
    expect(track({ after })).toEqual([
      entry(
        'tool',
        {
          'f:metadata': {
            'f:labels': { '.': {}, 'f:app': {} },
            'f:finalizers': { '.': {}, 'v:"f"': {} },
            'f:ownerReferences': { '.': {}, 'k:{"uid":"u-1"}': {} },
          },
          'f:spec': { '.': {}, 'f:weight': {} },
        },
        { time: '2026-01-02T00:00:00Z' },
      ),
    ]);
  });

  it('a changed field goes from its owners to the one who changed it', () => {
    const managedFields = [entry('first', spec('target', 'weight')), entry('second', spec('weight'))];
    const before = object({ target: 't', weight: 1 }, { managedFields });
    expect(track({ before, after: object({ target: 't', weight: 2 }) })).toEqual([
      entry('first', spec('target')),
      entry('tool', spec('weight'), { time: '2026-01-02T00:00:00Z' }),
    ]);
  });

  it('a removed field leaves everybody, and nobody is stamped for it', () => {
    const managedFields = [entry('first', spec('target', 'weight')), entry('tool', spec('target', 'weight'))];
    const before = object({ target: 't', weight: 1 }, { managedFields });
    expect(track({ before, after: object({ target: 't' }) })).toEqual([
      entry('first', spec('target')),
      entry('tool', spec('target')),
    ]);
  });

  it('a manager who sets its own field to another value is stamped', () => {
    const before = object({ weight: 1 }, { managedFields: [entry('tool', spec('weight'))] });
    expect(track({ before, after: object({ weight: 2 }) })).toEqual([
      entry('tool', spec('weight'), { time: '2026-01-02T00:00:00Z' }),
    ]);
  });

  it('an update that changes nothing gives back the stored list', () => {
    const managedFields = [entry('first', spec('weight'))];
    const before = object({ weight: 1 }, { managedFields });
    const after = object({ weight: 1 }, { managedFields: structuredClone(managedFields) });
    expect(track({ before, after })).toBe(managedFields);
  });

  it('entries that have nothing to do with the change are the stored ones', () => {
    const managedFields = [entry('first', spec('target'))];
    const before = object({ target: 't', weight: 1 }, { managedFields });
    expect(track({ before, after: object({ target: 't', weight: 2 }) })[0]).toBe(managedFields[0]);
  });

  it('the same name through a subresource, by apply, or in another version is another manager', () => {
    const managedFields = [
      entry('tool', spec('target'), { operation: 'Apply' }),
      entry('tool', { 'f:status': { 'f:id': {} } }, { subresource: 'status' }),
    ];
    const before = object({ target: 't' }, { managedFields });
    expect(track({ before, after: object({ target: 't', weight: 1 }) })).toEqual([
      ...managedFields,
      entry('tool', spec('weight'), { time: '2026-01-02T00:00:00Z' }),
    ]);
  });

  it('through a resource with a status subresource nobody comes to own status, nor spec through status', () => {
    const before = object({ weight: 1 }, { managedFields: [entry('first', spec('weight'))] });
    const after = object({ weight: 2 }, {}, { id: 'i' });
    const owners = (update: Partial<UpdateToTrack>) =>
      track({ before, after, ...update }).map(({ manager, subresource, fieldsV1 }) => [
        manager,
        subresource,
        fieldsV1,
      ]);
    expect(owners({})).toEqual([['tool', undefined, spec('weight')]]);
    expect(owners({ scope: 'status-only', subresource: 'status' })).toEqual([
      ['first', undefined, spec('weight')],
      ['tool', 'status', { 'f:status': { '.': {}, 'f:id': {} } }],
    ]);
    expect(owners({ scope: 'all' })).toEqual([
      ['tool', undefined, { ...spec('weight'), 'f:status': { '.': {}, 'f:id': {} } }],
    ]);
  });

  it('more than ten entries of updates collapse into one of the forgotten', () => {
    const managedFields = Array.from({ length: 10 }, (_, index) =>
      entry(`m${index}`, { 'f:spec': { [`f:field${index}`]: {} } }, { time: `2026-01-01T00:00:0${index}Z` }),
    );
    const before = object({ weight: 1 }, { managedFields });
    const result = track({ before, after: object({ weight: 2 }) });
    expect(result.map(({ manager }) => manager)).toEqual([
      'ancient-changes',
      'm2',
      'm3',
      'm4',
      'm5',
      'm6',
      'm7',
      'm8',
      'm9',
      'tool',
    ]);
    expect(result[0]).toEqual(
      entry('ancient-changes', spec('field0', 'field1'), { time: '2026-01-01T00:00:01Z' }),
    );
  });

  it('fields of forgotten managers gather in the one entry that there is', () => {
    const time = '2026-01-01T00:00:00Z';
    const names = ['aa', 'ab', 'ancient-changes', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const managedFields = names.map((name) => entry(name, { 'f:spec': { [`f:${name}`]: {} } }, { time }));
    const before = object({ weight: 1 }, { managedFields });
    const result = track({ before, after: object({ weight: 2 }) });
    expect(result.map(({ manager }) => manager)).toEqual([
      'aa',
      'ancient-changes',
      'b',
      'c',
      'd',
      'e',
      'f',
      'g',
      'h',
      'tool',
    ]);
    expect(result[1]?.fieldsV1).toEqual({ 'f:spec': { 'f:ab': {}, 'f:ancient-changes': {} } });
  });

  it('appliers come first, then the older entries', () => {
    const managedFields = [
      entry('young', spec('target'), { time: '2026-01-03T00:00:00Z' }),
      entry('applier', spec('target'), { operation: 'Apply', time: '2026-01-04T00:00:00Z' }),
    ];
    const before = object({ target: 't' }, { managedFields });
    const result = track({ before, after: object({ target: 't', weight: 1 }) });
    expect(result.map(({ manager }) => manager)).toEqual(['applier', 'tool', 'young']);
  });

  it('an object whose ownership was cleared stays without', () => {
    const before = object({ weight: 1 });
    expect(track({ before, after: object({ weight: 2 }) })).toEqual([]);
  });

  it('an entry of another version loses the field under the name that it has there', () => {
    const old = 'configuration.konghq.com/v1alpha0';
    const managedFields = [
      entry('first', { 'f:spec': { 'f:heft': {}, 'f:target': {} } }, { apiVersion: old }),
      entry('gone', spec('weight'), { apiVersion: 'configuration.konghq.com/v0' }),
    ];
    const before = object({ target: 't', weight: 1 }, { managedFields });
    const toOld = (object: KubeObject): KubeObject => {
      const { weight, ...rest } = object['spec'] as { weight?: number };
      return { ...object, apiVersion: old, spec: { ...rest, heft: weight } };
    };
    const result = track({
      before,
      after: object({ target: 't', weight: 2 }),
      otherVersions: (version) =>
        version === old
          ? { schema, fromRequestVersion: toOld, toRequestVersion: (object) => object }
          : undefined,
    });
    expect(result).toEqual([
      entry('first', spec('target'), { apiVersion: old }),
      entry('tool', spec('weight'), { time: '2026-01-02T00:00:00Z' }),
    ]);
  });

  it('asks for no other version for a manager who owns nothing of what can be written', () => {
    const old = 'configuration.konghq.com/v1alpha0';
    const owner = entry('first', spec('weight'), { apiVersion: old });
    const asked: string[] = [];
    const convert = (object: KubeObject): KubeObject => {
      asked.push(object.apiVersion);
      return object;
    };
    const result = track({
      before: object({ weight: 1 }, { managedFields: [owner] }),
      after: object({ weight: 1 }, { managedFields: [owner] }, { ready: true }),
      scope: 'status-only',
      subresource: 'status',
      otherVersions: () => ({ schema, fromRequestVersion: convert, toRequestVersion: convert }),
    });
    expect(asked).toEqual([]);
    expect(result.map(({ manager }) => manager)).toEqual(['first', 'tool']);
  });

  it('changes neither what is stored nor what comes in', () => {
    const before = object({ weight: 1 }, { managedFields: [entry('first', spec('weight'))] });
    const after = object({ weight: 2 }, { managedFields: before.metadata.managedFields ?? [] });
    const copies = structuredClone([before, after]);
    track({ before, after });
    expect([before, after]).toEqual(copies);
  });
});
