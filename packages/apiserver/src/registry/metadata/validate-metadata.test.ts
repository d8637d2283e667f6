import { describe, expect, it } from 'vitest';
import type { KubeObject, ObjectMeta } from '../../kube-object.ts';
import { configMap } from '../built-ins/config-map.ts';
import { validateMetadata, validateMetadataUpdate } from './validate-metadata.ts';

const object = (metadata: ObjectMeta): KubeObject => ({ apiVersion: 'v1', kind: 'Thing', metadata });

describe('metadata', () => {
  it.each([
    [{ name: 'a' }, []],
    [{ name: 'made-abcde', generateName: 'made-' }, []],
    [{ name: 'a', generateName: 'Made-' }, ['metadata.generateName']],
    [{}, ['metadata.name']],
    [{ name: 'a', labels: { 'a b': 'c d' } }, ['metadata.labels', 'metadata.labels']],
    [{ name: 'a', annotations: { Upper: 'anything at all' } }, []],
    [{ name: 'a', annotations: { 'a b': '' } }, ['metadata.annotations']],
    [{ name: 'a', annotations: { big: 'x'.repeat(256 * 1024) } }, ['metadata.annotations']],
    [{ name: 'a', finalizers: ['example.com/a', 'orphan'] }, []],
    [{ name: 'a', finalizers: ['e.com/a', 'plain'] }, ['metadata.finalizers[1]']],
    [{ name: 'a', finalizers: ['orphan', 'foregroundDeletion'] }, ['metadata.finalizers']],
    [
      { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: '', name: 'b', uid: '' }] },
      ['metadata.ownerReferences.kind', 'metadata.ownerReferences.uid'],
    ],
    [
      { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Event', name: 'b', uid: 'u' }] },
      ['metadata.ownerReferences'],
    ],
    [{ name: 'made.abcde', generateName: 'made.' }, ['metadata.generateName']],
    [
      {
        name: 'a',
        ownerReferences: ['b', 'c'].map((name) => ({
          apiVersion: 'v1',
          kind: 'K',
          name,
          uid: name,
          controller: true,
        })),
      },
      ['metadata.ownerReferences'],
    ],
  ])('%j is wrong at %j', (metadata, fields) => {
    expect(validateMetadata(object(metadata), configMap.strategy).map(({ field }) => field)).toEqual(fields);
  });

  it('of a custom resource may hold finalizers without a domain', () => {
    const strategy = { ...configMap.strategy, takesPlainFinalizers: true };
    expect(validateMetadata(object({ name: 'a', finalizers: ['plain'] }), strategy)).toEqual([]);
    const bad = validateMetadata(object({ name: 'a', finalizers: ['no good'] }), strategy);
    expect(bad.map(({ field }) => field)).toEqual(['metadata.finalizers']);
  });

  it('of an object that nobody deletes takes no time of deletion', () => {
    const existing = object({ name: 'a', uid: 'u' });
    const sent = object({ ...existing.metadata, deletionTimestamp: 't', deletionGracePeriodSeconds: 0 });
    expect(validateMetadataUpdate(sent, existing).map(({ field }) => field)).toEqual([
      'metadata.deletionTimestamp',
      'metadata.deletionGracePeriodSeconds',
    ]);
  });

  it('keeps its identity, and takes no finalizers once it is being deleted', () => {
    const existing = object({
      name: 'a',
      uid: 'u',
      deletionTimestamp: 't',
      finalizers: ['e.com/a', 'e.com/b'],
    });
    const changed = object({ ...existing.metadata, uid: 'other', finalizers: ['e.com/b', 'e.com/c'] });
    const fields = validateMetadataUpdate(changed, existing).map(({ field }) => field);
    expect(fields).toEqual(['metadata.uid', 'metadata.finalizers']);
    const fewer = object({ ...existing.metadata, finalizers: ['e.com/b'] });
    expect(validateMetadataUpdate(fewer, existing)).toEqual([]);
  });
});
