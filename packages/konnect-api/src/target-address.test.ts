import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTargetAddress } from './target-address.ts';

describe('an address in its normal form', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1:8000'],
    ['10.0.0.1:8080', '10.0.0.1:8080'],
    ['10.0.0.1:0', '10.0.0.1:0'],
    ['10.0.0.1:65535', '10.0.0.1:65535'],
    ['10.0.0.1:080', '10.0.0.1:80'],
    ['example.com', 'example.com:8000'],
    ['my_service.default.svc:80', 'my_service.default.svc:80'],
    ['::1', '[0000:0000:0000:0000:0000:0000:0000:0001]:8000'],
    ['[::1]', '[0000:0000:0000:0000:0000:0000:0000:0001]:8000'],
    ['[::1]:9000', '[0000:0000:0000:0000:0000:0000:0000:0001]:9000'],
    ['2001:DB8::A', '[2001:0db8:0000:0000:0000:0000:0000:000a]:8000'],
    ['::ffff:10.0.0.1', '[0000:0000:0000:0000:0000:ffff:0a00:0001]:8000'],
    ['::', '[0000:0000:0000:0000:0000:0000:0000:0000]:8000'],
  ])('%s is %s', (written, address) => {
    expect(parseTargetAddress(written)).toEqual({ ok: true, address });
  });
});

describe('what is no address', () => {
  it.each([
    ['10.42.42.42.42', "'10.42.42.42.42' is not an IPv4 address"],
    ['1000.1.1.1', "'1000.1.1.1' is not an IPv4 address"],
    ['host:80:80', "'host:80:80' has more than one port"],
    ['host:99999', "'99999' is not a port between 0 and 65535"],
    ['host:http', "'http' is not a port between 0 and 65535"],
    ['host:', "'' is not a port between 0 and 65535"],
    ['[::g]:80', "'::g' is not an IPv6 address"],
    ['not a host', "'not a host' is not a host name"],
    ['-host', "'-host' is not a host name"],
    ['host..name', "'host..name' is not a host name"],
    [`${'a.'.repeat(130)}a`, /is not a host name$/],
  ])('%s is refused, with the reason', (written, reason) => {
    const parsed = parseTargetAddress(written);
    expect(parsed.ok ? '' : parsed.reason).toMatch(reason);
  });
});

it('leaves a normal form as it is', () => {
  const written = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.string());
  fc.assert(
    fc.property(written, (text) => {
      const once = parseTargetAddress(text);
      if (once.ok) expect(parseTargetAddress(once.address)).toEqual(once);
    }),
  );
});
