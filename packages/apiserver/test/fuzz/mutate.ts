import type { Random } from './random.ts';

const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)]);

/** What doesn't belong where it is put. */
const strange: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  -(2 ** 63),
  '',
  ' ',
  'x'.repeat(5000),
  '\u0000',
  '\ud800',
  '/',
  '..',
  '%2e',
  '\u{1F4A9}',
  '__proto__',
  'constructor',
  'a b',
  '2026-13-45T99:99:99Z',
  '{}',
  '0x10',
  'NaN',
  '^(a+)+$',
  {},
  [],
  [[]],
  [null],
  { '': '' },
  JSON.parse('{"__proto__":{"polluted":true}}'),
  { constructor: { prototype: {} } },
  { $patch: 'replace' },
  { $patch: 'x' },
  nested(60),
  { apiVersion: 'v1', kind: 'List', items: [] },
  Array.from({ length: 300 }, (_, index) => index),
];

const strangeKeys = [
  '__proto__',
  'constructor',
  '',
  'a.b',
  'x/y',
  '$patch',
  'f:x',
  'toString',
  'length',
  '\u0000',
  'metadata',
  'spec',
  'status',
];

/** A copy of a JSON value with a few things wrong. */
export function mutate(random: Random, value: unknown): unknown {
  const root = { value: structuredClone(value) };
  const changes = 1 + random.below(3);
  for (let change = 0; change < changes; change += 1) spoil(random, root);
  return root.value;
}

function spoil(random: Random, root: object): void {
  let parent: object = root;
  let key = 'value';
  // Walks down at random: the deeper, the likelier to stop.
  for (;;) {
    const inner: unknown = Reflect.get(parent, key);
    const keys = typeof inner === 'object' && inner !== null ? Object.keys(inner) : [];
    if (keys.length === 0 || random.chance(0.2)) break;
    parent = inner as object;
    key = random.pick(keys);
  }
  const found: unknown = Reflect.get(parent, key);
  if (random.chance(0.2) && parent !== root) Reflect.deleteProperty(parent, key);
  else if (random.chance(0.3) && typeof found === 'object' && found !== null && !Array.isArray(found)) {
    Object.defineProperty(found, random.pick(strangeKeys), {
      value: structuredClone(random.pick(strange)),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else if (random.chance(0.2) && Array.isArray(found))
    found.push(...found, structuredClone(random.pick(strange)));
  else
    Object.defineProperty(parent, key, {
      value: structuredClone(random.pick(strange)),
      enumerable: true,
      writable: true,
      configurable: true,
    });
}

/** A text with a few characters wrong: cut off, doubled, or replaced. */
export function mutateText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return (
        text.slice(0, at) +
        random.pick(['"', '{', ']', '%', '\\', '\u0000', '&', '/', '?', '..', '%zz', '%00', '\n- a: &x *x']) +
        text.slice(at)
      );
    case 2:
      return text.slice(at) + text.slice(0, at);
    default:
      return text.slice(0, at) + text.slice(Math.max(0, at - 10));
  }
}

/** Bytes with a few of them wrong: another value, cut off, or doubled. */
export function mutateBytes(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  switch (random.below(4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 10))]);
    default: {
      const changed = Buffer.from(bytes);
      for (let change = 0; change < 3; change += 1) changed[random.below(changed.length)] = random.below(256);
      return changed;
    }
  }
}
