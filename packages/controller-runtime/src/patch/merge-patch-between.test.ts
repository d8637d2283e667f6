import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePatchBetween } from './merge-patch-between.ts';

/** RFC 7396, section 2, word for word. */
function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result = new Map<string, unknown>(isObject ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, applyMergePatch(result.get(name), value));
  }
  return Object.fromEntries(result);
}

describe('mergePatchBetween', () => {
  it.each([
    ['a changed field', { a: 1, b: 2 }, { a: 3, b: 2 }, { a: 3 }],
    ['a new field', {}, { a: { b: 1 } }, { a: { b: 1 } }],
    ['a field that is gone', { a: 1, b: 1 }, { a: 1 }, { b: null }],
    ['a nested change', { a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, { a: { b: 2 } }],
    ['an array with another item', { a: [1, 2] }, { a: [1, 3] }, { a: [1, 3] }],
    ['an array in another order', { a: [1, 2] }, { a: [2, 1] }, { a: [2, 1] }],
    ['an object in place of a value', { a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['a value in place of an object', { a: { b: 1 } }, { a: 1 }, { a: 1 }],
    ['a field that is undefined', { a: 1 }, { a: undefined }, { a: null }],
    ['a finalizer', { finalizers: [] }, { finalizers: ['x'] }, { finalizers: ['x'] }],
  ])('has %s', (_, before, after, patch) => {
    expect(mergePatchBetween(before, after)).toEqual(patch);
  });

  it.each([
    ['the same', { a: [{ b: 1, c: 2 }] }, { a: [{ c: 2, b: 1 }] }],
    ['an undefined field more', { a: 1 }, { a: 1, b: undefined }],
    ['nothing', {}, {}],
  ])('is undefined for %s', (_, before, after) => {
    expect(mergePatchBetween(before, after)).toBeUndefined();
  });

  const json = fc.dictionary(
    fc.constantFrom('a', 'b', 'constructor', '__proto__'),
    fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.integer({ min: 0, max: 2 }),
        fc.constantFrom('x', true, ''),
        fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'constructor', '__proto__'), tie('value'), {
          noNullPrototype: true,
        }),
      ),
    })).value,
    { noNullPrototype: true },
  );

  it('makes of the one what the other is', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const patch = mergePatchBetween(before, after);
        expect(JSON.parse(JSON.stringify(applyMergePatch(before, patch ?? {})))).toEqual(
          JSON.parse(JSON.stringify(after)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('names nothing that is right already: applied again it changes nothing', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        const patched = applyMergePatch(before, mergePatchBetween(before, after) ?? {});
        expect(mergePatchBetween(patched as object, after)).toBeUndefined();
      }),
    );
  });
});
