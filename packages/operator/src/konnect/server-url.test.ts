import { expect, it } from 'vitest';
import { normaliseServerUrl } from './server-url.ts';

it.each([
  ['us.api.konghq.com', 'https://us.api.konghq.com'],
  ['https://us.api.konghq.com', 'https://us.api.konghq.com'],
  ['https://us.api.konghq.com/', 'https://us.api.konghq.com'],
  ['https://127.0.0.1:8443/some/path', 'https://127.0.0.1:8443'],
  ['localhost:8443', 'https://localhost:8443'],
  ['https://[::1]:8443', 'https://[::1]:8443'],
  ['HTTPS://US.api.konghq.com', 'https://us.api.konghq.com'],
])('%s is the server %s', (given, normalised) => {
  expect(normaliseServerUrl(given)).toBe(normalised);
});

it.each(['http://us.api.konghq.com', 'https://', 'a b'])('%s is no server', (given) => {
  expect(normaliseServerUrl(given)).toBeUndefined();
});
