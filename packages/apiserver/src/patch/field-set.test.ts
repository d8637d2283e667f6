import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  difference,
  type FieldSet,
  inElementOrder,
  intersection,
  isEmpty,
  isMember,
  leaf,
  sameFields,
  union,
} from './field-set.ts';

/** Another form of the same thing, to compare with: the plain list of paths. */
function paths(set: FieldSet, prefix = ''): string[] {
  return Object.entries(set)
    .filter(([element]) => element !== '.')
    .flatMap(([element, node]) => {
      const path = `${prefix}/${element}`;
      return [...(isMember(node) ? [path] : []), ...paths(node, path)];
    })
    .sort();
}

function fromPaths(list: string[]): FieldSet {
  return list.reduce<FieldSet>((set, path) => {
    const node = path
      .split('/')
      .slice(1)
      .reduceRight<FieldSet>((below, element) => ({ [element]: below }), leaf);
    return union(set, node);
  }, leaf);
}

const element = fc.constantFrom('f:a', 'f:b', 'k:{"n":1}');
const path = fc.array(element, { minLength: 1, maxLength: 4 }).map((elements) => `/${elements.join('/')}`);
const fieldSet = fc.array(path, { maxLength: 8 }).map(fromPaths);

describe('field set', () => {
  it('a node with children is a member only when it says so', () => {
    expect(union({ 'f:a': leaf }, { 'f:a': { 'f:b': leaf } })).toEqual({ 'f:a': { '.': {}, 'f:b': {} } });
    expect(paths({ 'f:a': { 'f:b': leaf } })).toEqual(['/f:a/f:b']);
  });

  it('taking a member away keeps what is below it', () => {
    expect(difference({ 'f:a': { '.': leaf, 'f:b': leaf } }, { 'f:a': leaf })).toEqual({
      'f:a': { 'f:b': {} },
    });
  });

  it('taking the last child away leaves the member', () => {
    expect(difference({ 'f:a': { '.': leaf, 'f:b': leaf } }, { 'f:a': { 'f:b': leaf } })).toEqual({
      'f:a': {},
    });
  });

  it('taking everything away leaves the empty set, without empty branches', () => {
    expect(difference({ 'f:a': { 'f:b': leaf } }, { 'f:a': { 'f:b': leaf } })).toEqual({});
  });

  it('behaves like sets of paths', () => {
    fc.assert(
      fc.property(fieldSet, fieldSet, (a, b) => {
        const [left, right] = [paths(a), paths(b)];
        expect(paths(union(a, b))).toEqual([...new Set([...left, ...right])].sort());
        expect(paths(intersection(a, b))).toEqual(left.filter((item) => right.includes(item)));
        expect(paths(difference(a, b))).toEqual(left.filter((item) => !right.includes(item)));
        expect(sameFields(a, b)).toBe(left.join() === right.join());
      }),
    );
  });

  it('gives back its own argument where nothing changes', () => {
    fc.assert(
      fc.property(fieldSet, fieldSet, (a, b) => {
        const both = union(a, b);
        expect(union(both, a)).toBe(both);
        expect(difference(difference(a, b), b)).toEqual(difference(a, b));
        const rest = difference(a, b);
        expect(difference(rest, b)).toBe(rest);
        expect(isEmpty(intersection(rest, b))).toBe(true);
      }),
    );
  });

  it('in order, equal sets are equal JSON', () => {
    fc.assert(
      fc.property(fieldSet, fieldSet, (a, b) => {
        const [ab, ba] = [inElementOrder(union(a, b)), inElementOrder(union(b, a))];
        expect(JSON.stringify(ab)).toBe(JSON.stringify(ba));
        expect(sameFields(ab, union(a, b))).toBe(true);
        expect(inElementOrder(ab)).toBe(ab);
      }),
    );
  });

  it('never changes its arguments', () => {
    fc.assert(
      fc.property(fieldSet, fieldSet, (a, b) => {
        const [before, other] = [JSON.stringify(a), JSON.stringify(b)];
        union(a, b);
        intersection(a, b);
        difference(a, b);
        expect([JSON.stringify(a), JSON.stringify(b)]).toEqual([before, other]);
      }),
    );
  });
});
