import { expect, it } from 'vitest';
import { parseResourcePath } from './request-info.ts';

const none = { group: '', version: 'v1', resource: '', namespace: '', name: '', subresource: '' };

it.each([
  ['/api/v1/namespaces', { resource: 'namespaces' }],
  ['/api/v1/namespaces/', { resource: 'namespaces' }],
  ['/api/v1/namespaces/a', { resource: 'namespaces', name: 'a' }],
  ['/api/v1/namespaces/a/status', { resource: 'namespaces', name: 'a', subresource: 'status' }],
  ['/api/v1/namespaces/a/finalize', { resource: 'namespaces', name: 'a', subresource: 'finalize' }],
  ['/api/v1/namespaces/a/secrets', { resource: 'secrets', namespace: 'a' }],
  ['/api/v1/namespaces/a/secrets/b', { resource: 'secrets', namespace: 'a', name: 'b' }],
  [
    '/apis/g.io/v2/namespaces/a/things/b/scale',
    { group: 'g.io', version: 'v2', resource: 'things', namespace: 'a', name: 'b', subresource: 'scale' },
  ],
  ['/apis/g.io/v2/things/b%3Ac', { group: 'g.io', version: 'v2', resource: 'things', name: 'b:c' }],
  ['/apis/g.io/v2/namespaces/a/status', { group: 'g.io', version: 'v2', resource: 'status', namespace: 'a' }],
])('%s is about %j', (path, parts) => {
  expect(parseResourcePath(path)).toEqual({ ...none, ...parts });
});

it.each([
  '/',
  '/api',
  '/api/v1',
  '/apis/g.io',
  '/apis/g.io/v1',
  '/api/v1//a',
  '/api/v1/a/b/c/d',
  '/api/v1/%',
])('%s is about no resource', (path) => {
  expect(parseResourcePath(path)).toBeUndefined();
});
