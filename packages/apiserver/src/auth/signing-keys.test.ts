import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataDirUnusableError } from '../storage/data-dir-error.ts';
import { keepSigningKeys } from './signing-keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signing-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const ids = () => keepSigningKeys(folder).accepted.map(({ id }) => id);

describe('the keys of a folder', () => {
  it('are one that is made when there is none, and kept', () => {
    const { current, accepted } = keepSigningKeys(folder);
    expect(accepted.map(({ id }) => id)).toEqual([current.id]);
    expect(keepSigningKeys(folder).current.id).toBe(current.id);
    expect(readdirSync(folder)).toEqual(['service-account.key']);
    expect(statSync(at('service-account.key')).mode & 0o777).toBe(0o600);
  });

  it('are a new one that signs once the earlier one is renamed, which is accepted still', () => {
    const [first] = ids();
    renameSync(at('service-account.key'), at('service-account-1.key'));
    const [second] = ids();
    renameSync(at('service-account.key'), at('service-account-2.key'));
    const [third, ...earlier] = ids();
    expect(earlier).toEqual([first, second]);
    expect(new Set([first, second, third]).size).toBe(3);
    rmSync(at('service-account-1.key'));
    expect(ids()).toEqual([third, second]);
  });

  it('may be the public half of one that was, and each counts once', () => {
    const [first] = ids();
    const pem = readFileSync(at('service-account.key'));
    writeFileSync(at('service-account-1.key'), pem);
    expect(ids()).toEqual([first]);
    const publicPem = createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'pem' });
    rmSync(at('service-account.key'));
    rmSync(at('service-account-1.key'));
    writeFileSync(at('service-account-old.pub'), publicPem);
    expect(ids()).toEqual([expect.any(String), first]);
  });

  it.each([
    ['service-account.key', 'nonsense', /service-account\.key holds no key/],
    ['service-account-1.key', '', /service-account-1\.key holds no key/],
    ['service-account-1.pub', rsaPem(), /service-account-1\.pub holds no ECDSA key on P-256/],
  ])('are refused when %s is none', (name, content, complaint) => {
    writeFileSync(at(name), content);
    expect(() => keepSigningKeys(folder)).toThrow(DataDirUnusableError);
    expect(() => keepSigningKeys(folder)).toThrow(complaint);
  });
});

function rsaPem(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
