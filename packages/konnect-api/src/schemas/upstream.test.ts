import { Compile } from 'typebox/schema';
import { expect, test } from 'vitest';
import { Healthchecks } from './healthchecks.ts';
import { TargetRequest } from './target.ts';
import { UpstreamRequest } from './upstream.ts';

/** The defaults as Konnect's OpenAPI has them for the whole of `healthchecks.active` and `healthchecks.passive`. */
const ACTIVE = {
  concurrency: 10,
  healthy: { http_statuses: [200, 302], interval: 0, successes: 0 },
  http_path: '/',
  https_verify_certificate: true,
  timeout: 1,
  type: 'http',
  unhealthy: {
    http_failures: 0,
    http_statuses: [429, 404, 500, 501, 502, 503, 504, 505],
    interval: 0,
    tcp_failures: 0,
    timeouts: 0,
  },
};
const PASSIVE = {
  healthy: {
    http_statuses: [
      200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308,
    ],
    successes: 0,
  },
  type: 'http',
  unhealthy: { http_failures: 0, http_statuses: [429, 500, 503], tcp_failures: 0, timeouts: 0 },
};

test('the defaults of health checks add up from the leaves to those of the contract', () => {
  expect(Healthchecks).toMatchObject({ default: { active: ACTIVE, passive: PASSIVE, threshold: 0 } });
});

test.each([
  ['slots', 10, 65536],
  ['weight', 0, 65535],
])('%s lies between %d and %d', (field, minimum, maximum) => {
  const base = field === 'weight' ? { target: 'a' } : { name: 'a' };
  const validator = Compile(field === 'weight' ? TargetRequest : UpstreamRequest);
  const accepts = (value: unknown) => validator.Check({ ...base, [field]: value });
  expect([minimum - 1, minimum, maximum, maximum + 1].map(accepts)).toEqual([false, true, true, false]);
  expect(accepts(minimum + 0.5)).toBe(false);
});

const accepts = (body: object) => Compile(UpstreamRequest).Check({ name: 'a', ...body });

test.each([
  { tags: ['a b', 'k8s-name:x', '~_.-:'] },
  { tags: Array.from({ length: 20 }, (_, index) => `${index}`) },
  { hash_on_header: "!#$%&'*+-.^_`|~A1" },
  { hash_on_header: 'a'.repeat(64) },
  { hash_on_cookie_path: `/${'a'.repeat(1023)}` },
  { hash_on_cookie_path: '/a/b/' },
  { host_header: 'a.example.' },
  { host_header: `${'a'.repeat(60)}.`.repeat(4) },
  { healthchecks: { active: { concurrency: 2147483648, headers: { 'X-A': ['1', '2'] } }, threshold: 99.5 } },
])('%j is accepted', (body) => {
  expect(accepts(body)).toBe(true);
});

test.each([
  { tags: ['a/b'] },
  { tags: [' a'] },
  { tags: ['a '] },
  { tags: ['ä'] },
  { tags: ['a\n'] },
  { hash_on_header: 'a'.repeat(65) },
  { hash_on_header: 'a:b' },
  { hash_on_query_arg: '' },
  { hash_on_query_arg: 'a.b' },
  { hash_on_cookie_path: `/${'a'.repeat(1024)}` },
  { hash_on_cookie_path: '//a' },
  { hash_on_cookie_path: 'a' },
  { host_header: 'a..b' },
  { host_header: 'a:80' },
  { host_header: 'a'.repeat(257) },
  { healthchecks: { active: { concurrency: 0 } } },
  { healthchecks: { active: { headers: { 'X A': ['1'] } } } },
  { healthchecks: { active: { type: 'udp' } } },
  { healthchecks: { threshold: 101 } },
])('%j is refused', (body) => {
  expect(accepts(body)).toBe(false);
});

test('a hostile host name is refused as fast as any other', () => {
  expect(accepts({ host_header: `${'a-'.repeat(100_000)}!` })).toBe(false);
});
