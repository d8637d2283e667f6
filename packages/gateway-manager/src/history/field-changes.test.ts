import { expect, it } from 'vitest';
import { fieldChanges } from './field-changes.ts';

it('tells only the fields that differ, by their dotted path', () => {
  const before = {
    name: 'a',
    slots: 10,
    healthchecks: { active: { timeout: 1, type: 'http' } },
    updated_at: 1,
  };
  const after = {
    name: 'a',
    slots: 20,
    healthchecks: { active: { timeout: 2, type: 'http' } },
    updated_at: 2,
  };
  expect(fieldChanges(before, after)).toEqual([
    { path: 'healthchecks.active.timeout', before: '1', after: '2' },
    { path: 'slots', before: '10', after: '20' },
  ]);
});

it('tells fields that came and went', () => {
  expect(fieldChanges({ host_header: 'a' }, { client_certificate: { id: 'b' } })).toEqual([
    { path: 'client_certificate.id', before: undefined, after: '"b"' },
    { path: 'host_header', before: '"a"', after: undefined },
  ]);
});

it('tells tags one by one, a changed value as one change', () => {
  expect(fieldChanges({ tags: ['k8s-generation:1', 'old'] }, { tags: ['k8s-generation:2', 'new'] })).toEqual([
    { path: 'tags[k8s-generation]', before: '"k8s-generation:1"', after: '"k8s-generation:2"' },
    { path: 'tags[new]', before: undefined, after: '"new"' },
    { path: 'tags[old]', before: '"old"', after: undefined },
  ]);
});

it('tells all fields of a created and of a deleted entity', () => {
  const entity = { id: '1', name: 'a', http_statuses: [200, 302] };
  expect(fieldChanges(null, entity).map(({ path }) => path)).toEqual(['http_statuses', 'name']);
  expect(fieldChanges(entity, null)).toEqual([
    { path: 'http_statuses', before: '[200,302]', after: undefined },
    { path: 'name', before: '"a"', after: undefined },
  ]);
});

it('finds nothing in two equal versions', () => {
  expect(fieldChanges({ a: { b: [1] } }, { a: { b: [1] } })).toEqual([]);
});
