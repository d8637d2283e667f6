import { expect, test } from 'vitest';
import { csrfProblem, csrfTokenOf, foreignOriginProblem } from './csrf.ts';

const SECRET = 'the secret of a session';
const PUBLIC_URL = 'https://konnect.example.com';
const token = { 'x-csrf-token': csrfTokenOf(SECRET) };
const host = { host: '127.0.0.1:8443' };

test.each<[string, string, Record<string, string>, boolean]>([
  ['the page itself', 'POST', { ...token, 'sec-fetch-site': 'same-origin' }, true],
  ['the page in an old browser', 'POST', { ...token, ...host, origin: 'https://127.0.0.1:8443' }, true],
  ['the page behind a proxy', 'POST', { ...token, ...host, origin: PUBLIC_URL }, true],
  ['a program with cookie and token', 'DELETE', token, true],
  ['the page without the token', 'POST', { 'sec-fetch-site': 'same-origin' }, false],
  ['a program without the token', 'PUT', {}, false],
  ['the token of another session', 'PATCH', { 'x-csrf-token': csrfTokenOf('another') }, false],
  ['an empty token', 'POST', { 'x-csrf-token': '' }, false],
  ['another site that has the token', 'POST', { ...token, 'sec-fetch-site': 'cross-site' }, false],
  ['another port of this host', 'POST', { ...token, 'sec-fetch-site': 'same-site' }, false],
  ['another origin in an old browser', 'POST', { ...token, ...host, origin: 'https://127.0.0.1:9' }, false],
  ['a page without an origin', 'POST', { ...token, ...host, origin: 'null' }, false],
  ['reading from another site', 'GET', { 'sec-fetch-site': 'cross-site' }, true],
  ['asking for headers alone', 'HEAD', {}, true],
])('%s: %s with %o may be answered: %s', (_who, method, headers, isFine) => {
  expect(csrfProblem({ method, headers }, SECRET, PUBLIC_URL) === undefined).toBe(isFine);
});

test('a token of one session tells nothing of its secret', () => {
  expect(csrfTokenOf(SECRET)).not.toContain(SECRET);
  expect(csrfTokenOf(SECRET)).not.toBe(csrfTokenOf(`${SECRET}2`));
});

test('an address that the person typed or clicked elsewhere is no foreign page', () => {
  const headers = { 'sec-fetch-site': 'none' };
  expect(foreignOriginProblem({ method: 'POST', headers }, PUBLIC_URL)).toBeUndefined();
});
