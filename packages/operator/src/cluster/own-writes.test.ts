import { beforeEach, expect, it } from 'vitest';
import { EntityMemories } from '../entity/entity-memory.ts';
import { OwnWrites } from './own-writes.ts';

let writes: OwnWrites;
beforeEach(() => {
  writes = new OwnWrites(new EntityMemories());
});

it('knows its own version when the watch tells of it after the answer', () => {
  writes.began('a');
  expect(writes.ended('a', '7')).toBe(false);
  expect(writes.mayHaveMade('a', '7')).toBe(true);
  expect(writes.mayHaveMade('a', '8')).toBe(false);
});

it('leaves open whose a version is while a write is under way, and finds it to be its own', () => {
  writes.began('a');
  expect(writes.mayHaveMade('a', '7')).toBe(true);
  expect(writes.ended('a', '7')).toBe(false);
});

it.each([
  ['was answered with another version', '8'],
  ['failed', undefined],
])('has a version looked at that came while a write was under way which %s', (_how, answered) => {
  writes.began('a');
  writes.mayHaveMade('a', '7');
  expect(writes.ended('a', answered)).toBe(true);
  expect(writes.mayHaveMade('a', '7')).toBe(false);
});

it('has what others did between two writes of its own looked at, once both have ended', () => {
  writes.began('a');
  writes.began('a');
  for (const version of ['7', '8', '9']) expect(writes.mayHaveMade('a', version)).toBe(true);
  expect(writes.ended('a', '9')).toBe(false);
  expect(writes.ended('a', '7')).toBe(true);
});

it('tells objects apart', () => {
  writes.began('a');
  expect(writes.mayHaveMade('b', '7')).toBe(false);
  expect(writes.ended('a', '8')).toBe(false);
});
