import { describe, expect, it } from 'vitest';
import { storedObject } from '../../test/server/store-writer.ts';
import { type StoredEntry, toEntry } from '../storage/stored-entry.ts';
import { FakeConverter, someVersion } from './conversion.fixture.ts';
import { ConvertedEntries } from './converted-entries.ts';

const entry = (name: string): StoredEntry => toEntry(storedObject(name), 1, 0);

function setUp() {
  const converter = new FakeConverter();
  return { converter, entries: new ConvertedEntries(converter) };
}

describe('converted entries', () => {
  it('are asked for together, and once', async () => {
    const { converter, entries } = setUp();
    const [a, b] = [entry('a'), entry('b')];
    await entries.load([a, b], someVersion);
    expect(JSON.parse(entries.get(a, someVersion) ?? '')).toMatchObject({ isConverted: true });
    expect(entries.load([b, a], someVersion)).toBeUndefined();
    await entries.load([a, entry('c')], someVersion);
    expect(converter.requests).toEqual([['a', 'b'], ['c']]);
  });

  it('are waited for by those who want them meanwhile', async () => {
    const { converter, entries } = setUp();
    const { promise, resolve } = Promise.withResolvers<void>();
    converter.gate = promise;
    const [a, b] = [entry('a'), entry('b')];
    const both = Promise.all([entries.load([a], someVersion), entries.load([a, b], someVersion)]);
    resolve();
    await both;
    expect(converter.requests).toEqual([['a'], ['b']]);
    expect(entries.get(b, someVersion)).toBeDefined();
  });

  it('do not suffer from others in a request that fails', async () => {
    const { converter, entries } = setUp();
    const { promise, resolve } = Promise.withResolvers<void>();
    converter.gate = promise;
    const a = entry('a');
    const failing = entries.load([a, entry('broken')], someVersion);
    const fine = entries.load([a], someVersion);
    resolve();
    await expect(failing).rejects.toThrow('broken');
    await fine;
    expect(entries.get(a, someVersion)).toBeDefined();
  });

  it('can be tried again after a failure', async () => {
    const { converter, entries } = setUp();
    const broken = entry('broken');
    await expect(entries.load([broken], someVersion)).rejects.toThrow('broken');
    await expect(entries.load([broken], someVersion)).rejects.toThrow('broken');
    expect(converter.requests).toHaveLength(2);
  });
});
