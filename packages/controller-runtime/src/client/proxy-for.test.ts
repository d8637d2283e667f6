import { expect, it } from 'vitest';
import { proxyFor } from './proxy-for.ts';

const proxy = 'http://proxy:3128';

it.each([
  ['https://api.example.com', { HTTPS_PROXY: proxy }, proxy],
  ['https://api.example.com', { https_proxy: proxy }, proxy],
  ['https://api.example.com', { HTTP_PROXY: proxy }, undefined],
  ['http://api.example.com', { HTTP_PROXY: proxy }, proxy],
  ['https://api.example.com', {}, undefined],
  ['https://api.example.com', { HTTPS_PROXY: '' }, undefined],
  ['https://localhost:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://127.0.0.1:6443', { HTTPS_PROXY: proxy }, undefined],
  ['https://[::1]:6443', { HTTPS_PROXY: proxy }, undefined],
])('for %s with %o is %s', (server, env, expected) => {
  expect(proxyFor(new URL(server), env)).toBe(expected);
});

it.each([
  ['https://api.example.com', '*'],
  ['https://api.example.com', 'api.example.com'],
  ['https://api.example.com', 'example.com'],
  ['https://api.example.com', '.example.com'],
  ['https://api.example.com', '*.example.com'],
  ['https://API.example.com', 'other, EXAMPLE.com'],
  ['https://api.example.com:6443', 'example.com:6443'],
  ['https://api.example.com', 'example.com:443'],
  ['https://10.96.0.1', '10.96.0.1'],
  ['https://10.96.0.1', '192.168.0.0/16,10.0.0.0/8'],
  ['https://[fd00::1]:6443', 'fd00::/8'],
  ['https://[fd00::1]:6443', '[fd00::1]:6443'],
])('goes directly to %s where NO_PROXY is %s', (server, noProxy) => {
  expect(proxyFor(new URL(server), { HTTPS_PROXY: proxy, NO_PROXY: noProxy })).toBeUndefined();
});

it.each([
  ['https://api.example.com', 'example.org'],
  ['https://notexample.com', 'example.com'],
  ['https://example.com', '.example.com'],
  ['https://api.example.com:6443', 'example.com:443'],
  ['https://11.96.0.1', '10.0.0.0/8'],
  ['https://10.96.0.1', '10.0.0.0/99'],
  ['https://10.96.0.1', '0.1'],
  ['https://api.example.com', '10.0.0.0/8'],
])('goes through the proxy to %s where NO_PROXY is %s', (server, noProxy) => {
  expect(proxyFor(new URL(server), { HTTPS_PROXY: proxy, NO_PROXY: noProxy })).toBe(proxy);
});
