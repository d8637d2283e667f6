import { describe, expect, it } from 'vitest';
import { ruleOutcome } from '../../../../test/rule-outcome.ts';

/** Expressions that are true, by the library that they show. The examples are those of Kubernetes' documentation. */
const truths: Record<string, string[]> = {
  strings: [
    '"tacocat".charAt(3) == "o" && "abc".charAt(3) == ""',
    '"hello mellow".indexOf("ello", 2) == 7 && "hello".indexOf("x") == -1 && "a".indexOf("") == 0',
    '"hello mellow".lastIndexOf("ello") == 7 && "hello mellow".lastIndexOf("ello", 6) == 1 && "abc".lastIndexOf("") == 3',
    '"😀b".indexOf("b") == 1 && "😀b".substring(1) == "b" && "😀b".charAt(0) == "😀" && size("😀b") == 2',
    '"tacocat".substring(4) == "cat" && "tacocat".substring(0, 4) == "taco"',
    '"TacoCÃt Xii".lowerAscii() == "tacocÃt xii" && "TacoCÆt Xii".upperAscii() == "TACOCÆT XII"',
    '"  a\\n".trim() == "a"',
    '"hello hello".replace("he", "we") == "wello wello" && "hello hello".replace("he", "we", 1) == "wello hello"',
    '"ab".replace("", "-") == "-a-b-" && "ab".replace("", "-", 0) == "ab" && "ab".replace("", "-", 1) == "-ab"',
    '"a b c".split(" ") == ["a", "b", "c"] && "a b c".split(" ", 2) == ["a", "b c"] && "a".split(" ", 0) == []',
    '"ab".split("") == ["a", "b"] && "a b".split(" ", -1) == ["a", "b"]',
    '["a", "b"].join() == "ab" && ["a", "b"].join("-") == "a-b" && self.set.join(",") == "x,y"',
    '"hello".startsWith("he") && "hello".endsWith("lo") && "hello".contains("ll")',
    'strings.quote("a\\n\\"b\\"") == "\\"a\\\\n\\\\\\"b\\\\\\"\\""',
    '"%s %s".format(["a", "b"]) == "a b"',
    '"%d %x %X %o %b".format([10, 255, 255, 8, 5]) == "10 ff FF 10 101"',
    '"%.2f %.3e %f".format([1.5, 1234.4, 0.5]) == "1.50 1.234e+03 0.500000" && "%.1f".format([2]) == "2.0"',
    '"%s is %d%%".format([dyn("a"), dyn(5)]) == "a is 5%"',
    '"%s".format([[1, 2]]) == "[1, 2]" && "%s".format([duration("90s")]) == "90s" && "%x".format(["hi"]) == "6869"',
  ],
  'regular expressions': [
    '"abc 123".find("[0-9]+") == "123" && "abc".find("xyz") == ""',
    '"123 abc 456".findAll("[0-9]+") == ["123", "456"] && "123 abc 456".findAll("[0-9]+", 1) == ["123"]',
    '"a1".findAll("[0-9]", 0) == [] && "ab".findAll("[0-9]") == []',
    'self.text.matches("l+") && !self.text.matches("^l+") && matches(self.text, "h")',
    'r"a\\d".matches("d")',
  ],
  lists: [
    '[1, 2, 2].isSorted() && !["b", "a"].isSorted() && [1.0].isSorted()',
    '[1, 3, 2].sum() == 6 && [1.5, 2.5].sum() == 4.0 && [duration("1m"), duration("1s")].sum() == duration("61s")',
    '[1, 3, 2].min() == 1 && [1, 3, 2].max() == 3 && ["b", "a"].min() == "a"',
    '[1, 2, 2].indexOf(2) == 1 && ["a", "b", "b"].lastIndexOf("b") == 2 && [1].indexOf(2) == -1',
    'self.set.max() == "y"',
  ],
  formats: [
    '!format.dns1123Label().validate("my-label-name").hasValue()',
    'format.dns1123Label().validate("contains spaces").value().size() == 1',
    '!format.dns1123Subdomain().validate("apis.example.com").hasValue() && format.dns1035Label().validate("1a").hasValue()',
    '!format.qualifiedName().validate("example.com/My.Name").hasValue() && format.qualifiedName().validate("a/b/c").hasValue()',
    '!format.dns1123LabelPrefix().validate("my-prefix-").hasValue() && format.dns1123Label().validate("my-prefix-").hasValue()',
    '!format.labelValue().validate("my-value").hasValue() && format.labelValue().validate("-").hasValue()',
    '!format.uri().validate("http://example.com").hasValue() && format.uri().validate("no uri").hasValue()',
    '!format.uuid().validate("123e4567-e89b-12d3-a456-426614174000").hasValue() && format.uuid().validate("x").hasValue()',
    '!format.byte().validate("aGVsbG8=").hasValue() && format.byte().validate("a").hasValue()',
    '!format.date().validate("2021-01-01").hasValue() && format.date().validate("2021-02-30").hasValue()',
    '!format.datetime().validate("2021-01-01T00:00:00Z").hasValue() && format.datetime().validate("x").hasValue()',
    'format.named("labelValue").hasValue() && !format.named("unknown").hasValue()',
    '!format.named("labelValue").value().validate(self.text).hasValue()',
  ],
  sets: [
    'sets.contains([1, 2, 3], [2, 3]) && !sets.contains([1], [1, 2]) && sets.contains(self.texts, ["a"])',
    'sets.equivalent(["a", "b"], ["b", "a", "a"]) && !sets.equivalent([1], [1, 2])',
    'sets.intersects([1], [1, 2]) && !sets.intersects([1], [2])',
    'sets.contains(self.objects, [self.objects[1]]) && sets.contains(self.keyed, self.keyed)',
    'sets.equivalent(self.objects, [self.objects[1], self.objects[0], self.objects[1]])',
    '!sets.intersects([self.objects[0]], [self.objects[1]]) && sets.intersects([[1]], [[2], [1]])',
    'sets.contains([b"a"], [b"a"]) && !sets.contains([duration("1s")], [duration("2s")])',
    'sets.contains([1], []) && sets.equivalent([], [])',
  ],
  urls: [
    'isURL("https://user:pass@example.com:80/path?query=val#fragment") && isURL("/absolute-path")',
    '!isURL("https://a:b:c/") && !isURL("../relative-path") && !isURL("us.api.konghq.com") && !isURL("")',
    '!isURL("https://a b/") && !isURL("https://a/%zz") && !isURL("https://[::1/") && !isURL("10.0.0.1:80")',
    'isURL("localhost:80") && url("localhost:80").getScheme() == "localhost" && isURL("mailto:a@b")',
    'url("/path").getScheme() == "" && url("HTTPS://example.com/").getScheme() == "https"',
    'url("https://example.com:80/").getHost() == "example.com:80" && url("https://[::1]/").getHost() == "[::1]"',
    'url("https://u:p@example.com:80/").getHostname() == "example.com" && url("https://[::1]:80/").getHostname() == "::1"',
    'url("https://[::1]:80/").getPort() == "80" && url("https://[::1]/").getPort() == "" && url("/path").getPort() == ""',
    'url("https://example.com/path with spaces/").getEscapedPath() == "/path%20with%20spaces/"',
    'url("https://example.com").getEscapedPath() == ""',
    'url("https://example.com/path?k1=a&k2=b&k2=c").getQuery() == {"k1": ["a"], "k2": ["b", "c"]}',
    'url("https://example.com/path?key with spaces=value with spaces").getQuery()["key with spaces"] == ["value with spaces"]',
    'url("https://example.com/path?").getQuery().size() == 0',
  ],
  'IP addresses': [
    'isIP("127.0.0.1") && isIP("::1") && !isIP("127.0.0.256") && !isIP(":::1")',
    '!isIP("fe80::1%eth0") && !isIP("::ffff:1.2.3.4") && !isIP("010.0.0.1")',
    'ip("127.0.0.1").family() == 4 && ip("::1").family() == 6',
    'ip.isCanonical("127.0.0.1") && ip.isCanonical("2001:db8::abcd")',
    '!ip.isCanonical("2001:DB8::ABCD") && !ip.isCanonical("2001:db8::0:0:0:abcd")',
    'ip("0.0.0.0").isUnspecified() && ip("::").isUnspecified() && !ip("::1").isUnspecified()',
    'ip("127.8.0.1").isLoopback() && ip("::1").isLoopback() && !ip("192.168.0.1").isLoopback()',
    'ip("224.0.0.1").isLinkLocalMulticast() && !ip("224.0.1.1").isLinkLocalMulticast() && ip("ff02::1").isLinkLocalMulticast()',
    'ip("169.254.169.254").isLinkLocalUnicast() && ip("fe80::1").isLinkLocalUnicast() && !ip("fd80::1").isLinkLocalUnicast()',
    'ip("192.168.0.1").isGlobalUnicast() && !ip("255.255.255.255").isGlobalUnicast() && !ip("ff00::1").isGlobalUnicast()',
    'ip("::1") == ip("0:0::1") && ip("::1") != ip("::2") && string(ip("2001:DB8::1")) == "2001:db8::1"',
    'isCIDR("192.168.0.0/16") && isCIDR("::1/128") && !isCIDR("192.168.0.0/33") && !isCIDR("::1/129") && !isCIDR("10.0.0.0/08")',
    'cidr("192.168.0.0/24").containsIP("192.168.0.1") && !cidr("192.168.0.0/24").containsIP(ip("192.168.1.1"))',
    'cidr("192.168.0.0/16").containsCIDR("192.168.10.0/24") && !cidr("192.168.1.0/24").containsCIDR(cidr("192.168.2.0/24"))',
    '!cidr("192.168.0.0/24").containsCIDR("192.168.0.0/16") && !cidr("::/0").containsIP("10.0.0.1")',
    'cidr("192.168.0.1/24").ip() == ip("192.168.0.1") && cidr("192.168.0.1/24").masked() == cidr("192.168.0.0/24")',
    'cidr("192.168.0.1/24") != cidr("192.168.0.1/24").masked() && cidr("::1/128").prefixLength() == 128',
    'string(cidr("10.0.0.0/8")) == "10.0.0.0/8"',
  ],
  quantities: [
    'isQuantity("1.3G") && isQuantity("1.3Gi") && isQuantity("10000k") && isQuantity("-1e3") && isQuantity(".5")',
    '!isQuantity("1,3G") && !isQuantity("200K") && !isQuantity("Three") && !isQuantity("Mi") && !isQuantity("")',
    'quantity("50000000G").isInteger() && quantity("50k").asInteger() == 50000 && !quantity("100m").isInteger()',
    '!quantity("9999999999999999999999999999999999999G").isInteger()',
    'quantity("50k").sub(20000).asApproximateFloat() == 30000.0',
    'quantity("50k").add(quantity("20k")) == quantity("70k") && quantity("50k").add(20) == quantity("50020")',
    'quantity("50k").add(20).sub(quantity("100k")).sub(-50000) == quantity("20")',
    'quantity("200M").compareTo(quantity("0.2G")) == 0 && quantity("50M").compareTo(quantity("50Mi")) == -1',
    'quantity("150Mi").isGreaterThan(quantity("100Mi")) && quantity("50M").isLessThan(quantity("100M"))',
    'quantity("-1").sign() == -1 && quantity("0").sign() == 0 && quantity("1e3") == quantity("1k")',
  ],
  times: [
    'string(self.time) == "2024-05-06T07:08:09Z" && int(self.time) == 1714979289',
    'self.time.getDayOfYear() == 126 && self.time.getDayOfYear("Pacific/Kiritimati") == 126',
    'timestamp("2024-12-31T23:30:00Z").getDayOfYear("Europe/Berlin") == 0',
    'timestamp(self.time) == self.time && duration(self.span) == self.span && string(self.span) == "5400s"',
    'self.time + duration("1h") > self.time && self.time.getHours() == 7 && self.time.getDayOfMonth() == 5',
  ],
};

describe.each(Object.entries(truths))('the library of %s', (_name, expressions) => {
  it.each(expressions)('knows that %s', (expression) => {
    expect(ruleOutcome(expression)).toBe('passed');
  });
});

describe('functions of the libraries', () => {
  it.each([
    ['url("us.api.konghq.com").getHost() == ""', 'URL parse error during conversion from string'],
    ['ip("10.0.0").family() == 4', 'IP Address "10.0.0" parse error during conversion from string'],
    ['cidr("10.0.0.0").prefixLength() == 8', 'network address parse error during conversion from string'],
    ['quantity("1,5").sign() == 1', '"1,5" is not a quantity, like 1.5, 200m or 4Gi'],
    ['quantity("100m").asInteger() == 0', 'cannot convert value to integer'],
    ['self.wholes.filter(n, n > 9).min() == 1', 'min called on empty list'],
    ['[9223372036854775807, 1].sum() == 0', 'integer overflow'],
    ['"abc".substring(2, 1) == ""', 'invalid substring range. start: 2, end: 1'],
    ['"abc".charAt(4) == ""', 'index out of range: 4'],
    ['"abc".indexOf("a", 4) == 0', 'index out of range: 4'],
    ['"%d".format(["a"]) == ""', 'error during formatting: %d: only integers can be formatted so'],
    ['"%y".format(["a"]) == ""', 'unrecognized formatting clause "y"'],
    ['"%s".format([]) == ""', 'index 0 out of range'],
    ['"a".matches("(")', 'missing closing )'],
  ])('fail the rule: %s', (expression, problem) => {
    const outcome = ruleOutcome(expression);
    expect(outcome).toContain(problem);
    expect(outcome).toContain('evaluating rule');
  });
});
