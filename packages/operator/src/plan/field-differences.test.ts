import { expect, it } from 'vitest';
import { fieldDifferences } from './field-differences.ts';

it.each([
  ['weight', { weight: 2 }, { weight: 1 }, { from: 1, to: 2 }],
  [
    'healthchecks.active.timeout',
    { healthchecks: {} },
    { healthchecks: { active: { timeout: 3 } } },
    { from: 3 },
  ],
  ['labels.k8s-name', { labels: { 'k8s-name': 'a' } }, { labels: {} }, { to: 'a' }],
  ['labels.example.com/team.a', { labels: { 'example.com/team.a': 'x' } }, {}, { to: 'x' }],
  ['upstream.id', { 'upstream.id': 'u' }, { upstream: { id: 'v' } }, { from: 'v', to: 'u' }],
])('of %s both values are told', (path, wanted, shown, expected) => {
  expect(fieldDifferences([path], wanted, shown)).toEqual([
    { path, from: undefined, to: undefined, ...expected },
  ]);
});
