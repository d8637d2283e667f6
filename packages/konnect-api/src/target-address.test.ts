import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTargetAddress } from './target-address.ts';

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
])('the normal form of %s is %s', (written, address) => {
  expect(parseTargetAddress(written)).toEqual({ ok: true, address });
});

test.each([
  ['10.42.42.42.42', "'10.42.42.42.42' is not an IPv4 address"],
  ['1000.1.1.1', "'1000.1.1.1' is not an IPv4 address"],
  ['010.1.1.1', "'010.1.1.1' is not an IPv4 address"],
  ['10.0.0', "'10.0.0' is not an IPv4 address"],
  ['1', "'1' is not an IPv4 address"],
  ['host.1', "'host.1' is not an IPv4 address"],
  ['host:80:80', "'host:80:80' is neither an IPv6 address nor a host with one port"],
  ['::1::2', "'::1::2' is neither an IPv6 address nor a host with one port"],
  ['fe80::1%eth0', "'fe80::1%eth0' is neither an IPv6 address nor a host with one port"],
  ['host:99999', "'99999' is not a port between 0 and 65535"],
  ['host:65536', "'65536' is not a port between 0 and 65535"],
  ['host:', "'' is not a port between 0 and 65535"],
  ['host:-1', "'-1' is not a port between 0 and 65535"],
  ['host:http', "'http' is not a port between 0 and 65535"],
  ['host: 80', "' 80' is not a port between 0 and 65535"],
  ['[::1]:', "'' is not a port between 0 and 65535"],
  ['[::1]:99999', "'99999' is not a port between 0 and 65535"],
  ['[::g]:80', "'::g' is not an IPv6 address"],
  ['[10.0.0.1]', "'10.0.0.1' is not an IPv6 address"],
  ['[fe80::1%eth0]', "'fe80::1%eth0' is not an IPv6 address"],
  ['', "'' is not a host name or IP address"],
  [':80', "'' is not a host name or IP address"],
  ['two words', "'two words' is not a host name or IP address"],
  ['-host', "'-host' is not a host name or IP address"],
  ['host-.example', "'host-.example' is not a host name or IP address"],
  ['host..name', "'host..name' is not a host name or IP address"],
  ['host/path', "'host/path' is not a host name or IP address"],
  ['host\n', "'host\n' is not a host name or IP address"],
  [`${'a'.repeat(64)}.example`, /is not a host name/],
  [`${'a.'.repeat(130)}a`, /is not a host name/],
  ['[::1]80', /is neither/],
  ['http://host', /is not a port/],
])('%j is none, with the reason', (written, reason) => {
  const parsed = parseTargetAddress(written);
  expect(parsed.ok ? '' : parsed.reason).toMatch(reason);
});

test('a normal form stays as it is', () => {
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
  const port = fc.option(fc.integer({ min: 0, max: 65535 }), { nil: undefined });
  fc.assert(
    fc.property(host, port, (name, number) => {
      const bracketed = name.includes(':') ? `[${name}]` : name;
      const first = parseTargetAddress(number === undefined ? bracketed : `${bracketed}:${number}`);
      expect(first).toMatchObject({ ok: true });
      if (first.ok) {
        expect(parseTargetAddress(first.address)).toEqual(first);
        expect(first.address.endsWith(`:${number ?? 8000}`)).toBe(true);
      }
    }),
  );
});

test('any text has an answer, and what it makes of it is a normal form', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const once = parseTargetAddress(text);
      if (once.ok) {
        expect(parseTargetAddress(once.address)).toEqual(once);
      }
    }),
  );
});
