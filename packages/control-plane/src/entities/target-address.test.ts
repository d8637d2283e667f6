import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeTargetAddress } from './target-address.ts';

test.each([
  ['10.0.0.1', '10.0.0.1:8000'],
  ['10.0.0.1:80', '10.0.0.1:80'],
  ['10.0.0.1:0', '10.0.0.1:0'],
  ['10.0.0.1:65535', '10.0.0.1:65535'],
  ['10.0.0.1:00080', '10.0.0.1:80'],
  ['example.com', 'example.com:8000'],
  ['my_service.default.svc:443', 'my_service.default.svc:443'],
  ['example.com.', 'example.com.:8000'],
  ['4chan.example', '4chan.example:8000'],
  ['::1', '[0000:0000:0000:0000:0000:0000:0000:0001]:8000'],
  ['[::1]', '[0000:0000:0000:0000:0000:0000:0000:0001]:8000'],
  ['[::1]:443', '[0000:0000:0000:0000:0000:0000:0000:0001]:443'],
  ['::', '[0000:0000:0000:0000:0000:0000:0000:0000]:8000'],
  ['2001:DB8::A:1', '[2001:0db8:0000:0000:0000:0000:000a:0001]:8000'],
  ['::ffff:10.0.0.1', '[0000:0000:0000:0000:0000:ffff:0a00:0001]:8000'],
])('%s is stored as %s', (input, address) => {
  expect(normalizeTargetAddress(input)).toEqual({ ok: true, address });
});

test.each([
  '10.42.42.42.42',
  '1000.1.1.1',
  '10.0.0',
  '1',
  '010.1.1.1',
  'host:80:80',
  'host:99999',
  'host:65536',
  'host:',
  'host:-1',
  'host:8o',
  'host: 80',
  ':80',
  '',
  ' ',
  'two words',
  '-host',
  'host-.example',
  'a..b',
  '.a',
  `${'a'.repeat(64)}.example`,
  'a.'.repeat(127).concat('abc'),
  '[::1',
  '[::1]80',
  '[::1]:',
  '[::1]:99999',
  '[10.0.0.1]',
  '::1::2',
  '[fe80::1%eth0]',
  'fe80::1%eth0',
  'host/path',
  'http://host',
  'host\n',
])('%j is no address', (input) => {
  expect(normalizeTargetAddress(input)).toMatchObject({ ok: false });
});

test('a port out of range is called that', () => {
  expect(normalizeTargetAddress('host:99999')).toEqual({
    ok: false,
    message: "'host:99999' is not a valid target: the port must be between 0 and 65535",
  });
});

const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
const port = fc.option(fc.integer({ min: 0, max: 65535 }), { nil: undefined });

test('what is stored stays as it is when it is written again', () => {
  fc.assert(
    fc.property(host, port, (name, number) => {
      const bracketed = name.includes(':') ? `[${name}]` : name;
      const first = normalizeTargetAddress(number === undefined ? bracketed : `${bracketed}:${number}`);
      expect(first).toMatchObject({ ok: true });
      if (first.ok) {
        expect(normalizeTargetAddress(first.address)).toEqual(first);
        expect(first.address.endsWith(`:${number ?? 8000}`)).toBe(true);
      }
    }),
  );
});

test('no input makes it throw', () => {
  fc.assert(fc.property(fc.string(), (input) => normalizeTargetAddress(input).ok !== undefined));
});
