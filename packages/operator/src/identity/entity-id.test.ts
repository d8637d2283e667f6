import { expect, it } from 'vitest';
import { entityId } from './entity-id.ts';

const dnsNamespace = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

it('is the UUIDv5 of RFC 9562: the name www.example.com in the DNS namespace has a known one', () => {
  expect(entityId('www.example.com', dnsNamespace)).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

it('is the same whenever it is computed, and another one in another control plane', () => {
  const uid = '0b0b7d5e-50a1-4a4f-9d6e-2f0a7a3d9c11';
  expect(entityId(uid, dnsNamespace)).toBe(entityId(uid, dnsNamespace));
  expect(entityId(uid, dnsNamespace)).not.toBe(entityId(uid, uid));
});

it('refuses a control plane id that is not a UUID', () => {
  expect(() => entityId('uid', 'gateway')).toThrow('not a UUID: "gateway"');
});
