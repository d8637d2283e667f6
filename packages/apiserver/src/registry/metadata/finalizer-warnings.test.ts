import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube-object.ts';
import { finalizerWarnings } from './finalizer-warnings.ts';

const object = (finalizers?: string[]): KubeObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: finalizers === undefined ? {} : { finalizers },
});

describe('the warnings of finalizers', () => {
  it.each([
    [undefined, undefined, 0],
    [['example.com/a', 'orphan', 'foregroundDeletion'], undefined, 0],
    [['plain', 'example.com/a'], undefined, 1],
    [['plain', 'other'], ['plain'], 1],
    [['plain'], ['plain'], 0],
  ])('of %j in place of %j are %i', (finalizers, before, count) => {
    expect(finalizerWarnings(object(finalizers), before && object(before))).toHaveLength(count);
  });

  it('name the finalizer', () => {
    expect(finalizerWarnings(object(['plain']), undefined)).toEqual([
      'metadata.finalizers: "plain": prefer a domain-qualified finalizer name to avoid accidental conflicts with ' +
        'other finalizer writers',
    ]);
  });
});
