import { expect, it } from 'vitest';
import { listUrlInOrder } from './list-order.ts';

const url = 'https://127.0.0.1/v2/control-planes/1/core-entities/upstreams?sort_desc=1&size=30&offset=abc';

it('leaves the newest first, as the list asks for it', () => {
  expect(listUrlInOrder(url, 'newest')).toBe(url);
});

it('asks for the oldest first by not asking for the newest', () => {
  expect(listUrlInOrder(url, 'oldest')).toBe(url.replace('sort_desc=1&', ''));
});
