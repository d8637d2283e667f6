import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMergePatch } from './merge-patch.ts';

function patched(target: unknown, patch: unknown): unknown {
  const result = applyMergePatch(target, patch);
  return result.ok ? result.value : result.error;
}

describe('merge patch', () => {
  it.each([
    // The table of RFC 7396, appendix A.
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j patched with %j is %j', (target, patch, expected) => {
    const before = structuredClone(target);
    expect(patched(target, patch)).toEqual(expected);
    expect(target).toEqual(before);
  });

  it('shares what the patch does not reach with the target', () => {
    const target = { spec: { weight: 1 }, status: { id: 'a' } };
    const result = patched(target, { status: { id: 'b' } }) as typeof target;
    expect(result.spec).toBe(target.spec);
    expect(result.status).toEqual({ id: 'b' });
  });

  it('a patch that changes nothing gives back the very same object', () => {
    const target = { spec: { weight: 1 }, other: null };
    expect(patched(target, { spec: { weight: 1, gone: null } })).toBe(target);
  });

  it('a key called __proto__ or constructor is a key like any other', () => {
    const patch = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": null}');
    const result = patched({}, patch) as object;
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":1}}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('applied twice is applied once', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const once = patched(target, patch);
        expect(patched(once, patch)).toEqual(once);
      }),
    );
  });
});
