import { describe, expect, it } from 'vitest';
import { applyJsonPatch } from './json-patch.ts';

const object = () => ({
  metadata: { name: 'a', finalizers: ['x', 'y'], annotations: { 'a/b': '1', 'c~d': '2' } },
  spec: { weight: 30, nothing: null },
});

describe('JSON patch', () => {
  it.each([
    ['adds a field', [{ op: 'add', path: '/spec/target', value: 't' }], ['spec', 'target'], 't'],
    [
      'adds before an index',
      [{ op: 'add', path: '/metadata/finalizers/1', value: 'z' }],
      ['metadata', 'finalizers'],
      ['x', 'z', 'y'],
    ],
    [
      'appends with a dash',
      [{ op: 'add', path: '/metadata/finalizers/-', value: 'z' }],
      ['metadata', 'finalizers'],
      ['x', 'y', 'z'],
    ],
    [
      'counts a negative index from the end',
      [{ op: 'replace', path: '/metadata/finalizers/-1', value: 'z' }],
      ['metadata', 'finalizers'],
      ['x', 'z'],
    ],
    [
      'adds at the end by the index -1',
      [{ op: 'add', path: '/metadata/finalizers/-1', value: 'z' }],
      ['metadata', 'finalizers'],
      ['x', 'y', 'z'],
    ],
    [
      'takes null for what is absent in a test',
      [
        { op: 'test', path: '/spec/gone', value: null },
        { op: 'add', path: '/spec/gone', value: 1 },
      ],
      ['spec', 'gone'],
      1,
    ],
    [
      'removes an item',
      [{ op: 'remove', path: '/metadata/finalizers/0' }],
      ['metadata', 'finalizers'],
      ['y'],
    ],
    ['replaces a value', [{ op: 'replace', path: '/spec/weight', value: 0 }], ['spec', 'weight'], 0],
    [
      'unescapes a slash',
      [{ op: 'replace', path: '/metadata/annotations/a~1b', value: '9' }],
      ['metadata', 'annotations', 'a/b'],
      '9',
    ],
    [
      'unescapes a tilde',
      [{ op: 'replace', path: '/metadata/annotations/c~0d', value: '9' }],
      ['metadata', 'annotations', 'c~d'],
      '9',
    ],
    [
      'moves',
      [{ op: 'move', from: '/spec/weight', path: '/spec/heft' }],
      ['spec'],
      { nothing: null, heft: 30 },
    ],
    ['copies', [{ op: 'copy', from: '/spec/weight', path: '/spec/heft' }], ['spec', 'heft'], 30],
    [
      'sees what earlier operations did',
      [
        { op: 'add', path: '/status', value: {} },
        { op: 'add', path: '/status/id', value: 'i' },
      ],
      ['status'],
      { id: 'i' },
    ],
    [
      'finds null equal to null',
      [{ op: 'test', path: '/spec/nothing', value: null }],
      ['spec', 'weight'],
      30,
    ],
    [
      'tests objects whatever the order of keys',
      [{ op: 'test', path: '/spec', value: { nothing: null, weight: 30 } }],
      ['spec', 'weight'],
      30,
    ],
  ])('%s', (_name, patch, where, expected) => {
    const target = object();
    const result = applyJsonPatch(target, patch);
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    let value = result.value;
    for (const key of where) value = (value as Record<string, unknown>)[key];
    expect(value).toEqual(expected);
    expect(target).toEqual(object());
  });

  it('replaces the whole document at the empty path', () => {
    expect(applyJsonPatch(object(), [{ op: 'replace', path: '', value: 7 }])).toEqual({ ok: true, value: 7 });
  });

  it('shares what no operation reached', () => {
    const target = object();
    const result = applyJsonPatch(target, [{ op: 'replace', path: '/spec/weight', value: 1 }]);
    expect(result.ok && (result.value as typeof target).metadata).toBe(target.metadata);
  });

  it('an added value is not changed by a later operation', () => {
    const value = { a: 1 };
    applyJsonPatch({}, [
      { op: 'add', path: '/x', value },
      { op: 'remove', path: '/x/a' },
    ]);
    expect(value).toEqual({ a: 1 });
  });

  const refused = 'the server rejected our request due to an error in our request: ';
  it.each([
    [
      [{ op: 'add', path: '/status/id', value: 1 }],
      `${refused}add operation does not apply: doc is missing path: "/status/id": missing value`,
    ],
    [
      [{ op: 'remove', path: '/spec/gone' }],
      `${refused}remove operation does not apply: doc is missing path: "/spec/gone": missing value`,
    ],
    [
      [{ op: 'replace', path: '/spec/gone', value: 1 }],
      `${refused}replace operation does not apply: doc is missing path: "/spec/gone": missing value`,
    ],
    [
      [{ op: 'remove', path: '/metadata/finalizers/2' }],
      `${refused}remove operation does not apply: /metadata/finalizers/2: invalid index referenced: 2`,
    ],
    [
      [{ op: 'add', path: '/metadata/finalizers/01', value: 1 }],
      `${refused}add operation does not apply: /metadata/finalizers/01: invalid index referenced: 01`,
    ],
    [
      [{ op: 'remove', path: '/metadata/finalizers/-3' }],
      `${refused}remove operation does not apply: /metadata/finalizers/-3: invalid index referenced: -3`,
    ],
    [
      [{ op: 'test', path: '/spec/gone', value: 1 }],
      `${refused}testing value /spec/gone failed: test failed`,
    ],
    [
      [{ op: 'test', path: '/gone/deep', value: null }],
      `${refused}test operation does not apply: doc is missing path: "/gone/deep": missing value`,
    ],
    [
      [{ op: 'test', path: '/spec/weight', value: 31 }],
      `${refused}testing value /spec/weight failed: test failed`,
    ],
    [
      [{ op: 'move', from: '/spec', path: '/spec/inner' }],
      `${refused}unable to move /spec into itself: /spec/inner`,
    ],
    [
      [{ op: 'add', path: '/spec/weight/deep', value: 1 }],
      `${refused}add operation does not apply: doc is missing path: "/spec/weight/deep": missing value`,
    ],
    [
      [{ op: 'remove', path: '/constructor' }],
      `${refused}remove operation does not apply: doc is missing path: "/constructor": missing value`,
    ],
  ])('%j does not apply', (patch, message) => {
    expect(applyJsonPatch(object(), patch)).toEqual({
      ok: false,
      error: { code: 422, reason: 'Invalid', message },
    });
  });

  it('an operation that there isn’t doesn’t apply', () => {
    expect(applyJsonPatch(object(), [{ op: 'upsert', path: '/a' }])).toMatchObject({
      error: { code: 422, reason: 'Invalid', message: expect.stringContaining('Unexpected kind: "upsert"') },
    });
  });

  it.each([
    [{ op: 'add' }, 'error decoding patch: a JSON patch is a list of operations'],
    [[7], 'error decoding patch: operation 0: not an object'],
    [[{ op: 'remove', path: 'a' }], 'error decoding patch: operation 0: path "a" is not a JSON pointer'],
    [
      [{ op: 'remove', path: '/a~2' }],
      'error decoding patch: operation 0: path "/a~2" is not a JSON pointer',
    ],
    [[{ op: 'copy', path: '/a' }], 'error decoding patch: operation 0: from  is not a JSON pointer'],
    [[{ op: 'add', path: '/a' }], 'error decoding patch: operation 0: add needs a value'],
  ])('%j is no patch', (patch, message) => {
    expect(applyJsonPatch(object(), patch)).toEqual({
      ok: false,
      error: { code: 400, reason: 'BadRequest', message },
    });
  });

  it('refuses more operations than kube-apiserver takes', () => {
    const patch = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '', value: 1 }));
    const result = applyJsonPatch(1, patch);
    expect(!result.ok && result.error.code).toBe(413);
  });

  it('refuses copies of copies that would fill the memory', () => {
    const doubling = Array.from({ length: 60 }, (_, index) => ({
      op: 'copy',
      from: '',
      path: `/copy${index}`,
    }));
    const result = applyJsonPatch({ seed: 'x'.repeat(100) }, doubling);
    expect(!result.ok && result.error.message).toMatch(
      /accumulated size increase of copy is \d+, exceeding the limit/,
    );
  });

  it('a key called __proto__ is a key like any other', () => {
    const result = applyJsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: 1 } }]);
    expect(result.ok && JSON.stringify(result.value)).toBe('{"__proto__":{"polluted":1}}');
  });
});
