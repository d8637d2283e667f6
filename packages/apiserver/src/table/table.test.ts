import { expect, it } from 'vitest';
import type { KubeObject } from '../kube-object.ts';
import { printerColumns } from './printer-columns.ts';
import { toTable } from './table.ts';

const nowMs = Date.parse('2026-01-02T00:00:00Z');
const object: KubeObject = {
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { size: 3.7, tags: ['x', 'y'], on: true, at: '2026-01-01T23:59:00Z', nested: { a: 1 } },
};

function cells(...columns: { type: string; jsonPath: string }[]): unknown {
  const named = columns.map((column, index) => ({ name: `c${index}`, ...column }));
  const options = {
    columns: printerColumns(named),
    metaVersion: 'v1',
    includeObject: 'None' as const,
    withDefinitions: false,
    nowMs,
  };
  return toTable([object], {}, options)['rows'];
}

it('a kind without columns of its own shows name and age', () => {
  expect(cells()).toEqual([{ cells: ['a', '24h'] }]);
});

it.each([
  ['string', '.spec.size', '3.7'],
  ['string', '.spec.tags', '["x","y"]'],
  ['string', '.spec.tags[*]', 'x y'],
  ['string', '.spec.nested', '{"a":1}'],
  ['string', '.spec.missing', null],
  ['integer', '.spec.size', 3],
  ['integer', '.spec.on', null],
  ['number', '.spec.size', 3.7],
  ['boolean', '.spec.on', true],
  ['boolean', '.spec.size', null],
  ['date', '.spec.at', '60s'],
  ['date', '.spec.size', null],
])('a %s column at %s shows %j', (type, jsonPath, shown) => {
  expect(cells({ type, jsonPath })).toEqual([{ cells: ['a', shown] }]);
});
