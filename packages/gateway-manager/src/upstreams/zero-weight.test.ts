import { expect, it } from 'vitest';
import { withTypedZeroWeight } from './zero-weight.ts';

const targets = 'https://127.0.0.1/v2/control-planes/1/core-entities/upstreams/2/targets';

it.each([
  ['the zero of one target', `${targets}/3`, { id: '3', weight: 0 }, { id: '3', weight: '0' }],
  ['another weight', `${targets}/3`, { id: '3', weight: 30 }, { id: '3', weight: 30 }],
  ['a list', targets, { data: [{ id: '3', weight: 0 }] }, { data: [{ id: '3', weight: 0 }] }],
  ['another kind of entity', targets.replace('/targets', ''), { weight: 0 }, { weight: 0 }],
  ['no body', `${targets}/3`, '', ''],
])('%s', (_what, url, body, expected) => {
  expect(withTypedZeroWeight(url, body)).toEqual(expected);
});
