import { describe, expect, it } from 'vitest';
import { translateExpression, untranslateMessage } from './translate-expression.ts';

describe('translateExpression', () => {
  it.each([
    ['self.a == 1', 'self.a == 1'],
    ['.self.a == .self.b', ' self.a ==  self.b'],
    ['(.self.a) || !.self.b', '( self.a) || ! self.b'],
    ['[.self.a, .self.b]', '[ self.a,  self.b]'],
    ['1 in .self.a', '1 in  self.a'],
    ['a ? .b : .c', 'a ?  b :  c'],
    ['f(x).y', 'f(x).y'],
    ['x[0].y', 'x[0].y'],
    ["'a'.size()", "'a'.size()"],
    ['{"a": 1}.a', '{"a": 1}.a'],
    ['self.?a', 'self.?a'],
    ['self.matches("a")', 'self.k8s_matches("a")'],
    ['self.all (x, x)', 'self.k8s_all (x, x)'],
    ['self.all', 'self.all'],
    ['has(self.has)', 'k8s_has(self.has)'],
    ["'self.all(x)' + r'\\' + \"it's .a\"", "'self.all(x)' + r'\\' + \"it's .a\""],
    ["'\\'.all('", "'\\'.all('"],
    ['"""a".all(b"""', '"""a".all(b"""'],
    ['a // .all(\n.b', 'a // .all(\n.b'],
    ['1.5 + .a', '1.5 +  a'],
    ["'unfinished.all(", "'unfinished.k8s_all("],
    ['', ''],
  ])('makes of %s: %s', (source, text) => {
    expect(translateExpression(source).text).toBe(text);
  });

  it('tells variables from fields', () => {
    const { identifiers } = translateExpression("self.oldSelf == 'oldSelf' && f(x) // oldSelf");
    expect([...identifiers]).toEqual(['self', 'f', 'x']);
  });

  it('finds calls that Kubernetes does not know', () => {
    expect(translateExpression('cel.bind(x, 1, x.json == x.json())').foreignCalls).toEqual(['bind', 'json']);
    expect(translateExpression('k8s_all(x)').foreignCalls).toEqual(['k8s_all']);
  });
});

describe('untranslateMessage', () => {
  it('gives functions their own names again', () => {
    expect(untranslateMessage("no overload for 'string.k8s_matches(int)'")).toBe(
      "no overload for 'string.matches(int)'",
    );
  });
});
