import { expect, test } from 'vitest';
import { brokenUpstreamRules } from './upstream-rules.ts';

const defaults = { algorithm: 'round-robin', hash_on: 'none', hash_fallback: 'none' };

test.each([
  ['the defaults', {}],
  ['a header with its name', { hash_on: 'header', hash_on_header: 'x-user' }],
  ['a cookie with its name', { hash_on: 'cookie', hash_on_cookie: 'session' }],
  ['a query argument with its name', { hash_on: 'query_arg', hash_on_query_arg: 'user' }],
  ['a URI capture with its name', { hash_on: 'uri_capture', hash_on_uri_capture: 'user' }],
  ['a source without an argument', { hash_on: 'consumer', hash_fallback: 'ip' }],
  [
    'two headers with different names',
    { hash_on: 'header', hash_on_header: 'a', hash_fallback: 'header', hash_fallback_header: 'b' },
  ],
  [
    'two query arguments with different names',
    {
      hash_on: 'query_arg',
      hash_on_query_arg: 'a',
      hash_fallback: 'query_arg',
      hash_fallback_query_arg: 'b',
    },
  ],
  [
    'two URI captures with different names',
    {
      hash_on: 'uri_capture',
      hash_on_uri_capture: 'a',
      hash_fallback: 'uri_capture',
      hash_fallback_uri_capture: 'b',
    },
  ],
  ['a cookie to fall back to', { hash_on: 'ip', hash_fallback: 'cookie', hash_on_cookie: 'session' }],
  ['an argument that is not used', { hash_on_header: 'x-user' }],
  ['sticky sessions with a cookie', { algorithm: 'sticky-sessions', sticky_sessions_cookie: 'gruber' }],
])('%s breaks no rule', (_what, fields) => {
  expect(brokenUpstreamRules({ ...defaults, ...fields })).toEqual([]);
});

test.each([
  [{ hash_on: 'header' }, "'hash_on_header' is required when 'hash_on' is 'header'"],
  [{ hash_on: 'cookie' }, "'hash_on_cookie' is required when 'hash_on' is 'cookie'"],
  [{ hash_on: 'query_arg' }, "'hash_on_query_arg' is required when 'hash_on' is 'query_arg'"],
  [{ hash_on: 'uri_capture' }, "'hash_on_uri_capture' is required when 'hash_on' is 'uri_capture'"],
  [
    { hash_on: 'ip', hash_fallback: 'header' },
    "'hash_fallback_header' is required when 'hash_fallback' is 'header'",
  ],
  [
    { hash_on: 'ip', hash_fallback: 'cookie' },
    "'hash_on_cookie' is required when 'hash_fallback' is 'cookie'",
  ],
  [
    { hash_on: 'ip', hash_fallback: 'query_arg' },
    "'hash_fallback_query_arg' is required when 'hash_fallback' is 'query_arg'",
  ],
  [
    { hash_on: 'ip', hash_fallback: 'uri_capture' },
    "'hash_fallback_uri_capture' is required when 'hash_fallback' is 'uri_capture'",
  ],
  [{ hash_fallback: 'ip' }, "'hash_fallback' must be 'none' when 'hash_on' is 'none'"],
  [
    { hash_on: 'cookie', hash_on_cookie: 'a', hash_fallback: 'ip' },
    "'hash_fallback' must be 'none' when 'hash_on' is 'cookie'",
  ],
  [{ hash_on: 'ip', hash_fallback: 'ip' }, "'hash_fallback' must differ from 'hash_on', but both are 'ip'"],
  [
    { hash_on: 'header', hash_on_header: 'X-A', hash_fallback: 'header', hash_fallback_header: 'x-a' },
    "'hash_fallback_header' must differ from 'hash_on_header'",
  ],
  [
    {
      hash_on: 'query_arg',
      hash_on_query_arg: 'a',
      hash_fallback: 'query_arg',
      hash_fallback_query_arg: 'a',
    },
    "'hash_fallback_query_arg' must differ from 'hash_on_query_arg'",
  ],
  [
    { algorithm: 'sticky-sessions' },
    "'sticky_sessions_cookie' is required when 'algorithm' is 'sticky-sessions'",
  ],
])('%j is told: %s', (fields, message) => {
  expect(brokenUpstreamRules({ ...defaults, ...fields })).toEqual([message]);
});
