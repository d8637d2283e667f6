import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../test/server/memory-journal.ts';
import { put, storedObject } from '../../test/server/store-writer.ts';
import { ObjectStore } from '../storage/object-store.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';
import { keepSigningKeys } from './signing-keys.ts';
import { ISSUER, type TokenClaims } from './token-claims.ts';

const HOUR_MS = 3_600_000;

let folder: string;
let nowMs: number;
let tokens: ServiceAccountTokens;
let store: ObjectStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'token-test-'));
  nowMs = Date.parse('2026-01-01T00:00:00Z');
  store = new ObjectStore(new MemoryJournal());
  tokens = new ServiceAccountTokens(keepSigningKeys(folder), store, () => new Date(nowMs));
  await put(store, storedObject('robot'), 'serviceaccounts').durable;
});
afterEach(() => rmSync(folder, { recursive: true }));

const claims = (more: Partial<TokenClaims> = {}): TokenClaims => ({
  namespace: 'default',
  account: { name: 'robot', uid: 'uid-robot' },
  audiences: [ISSUER],
  bound: undefined,
  secretName: undefined,
  id: 'token-1',
  expiresMs: nowMs + HOUR_MS,
  ...more,
});

describe('a token', () => {
  it.each([
    ['before its time', -1000, undefined],
    ['when it is issued', 0, 'system:serviceaccount:default:robot'],
    ['a moment before its end', HOUR_MS - 1, 'system:serviceaccount:default:robot'],
    ['at its end', HOUR_MS, undefined],
  ])('%s (%i ms after it was issued) is taken for one of %s', async (_when, laterMs, user) => {
    const token = await tokens.issue(claims());
    nowMs += laterMs;
    expect((await tokens.authenticate(token))?.user.name).toBe(user);
  });

  it('that was seen before ends all the same', async () => {
    const token = await tokens.issue(claims());
    expect(await tokens.authenticate(token)).toBeDefined();
    nowMs += HOUR_MS;
    expect(await tokens.authenticate(token)).toBeUndefined();
  });

  it('of a Pod says which one, and ends with it', async () => {
    await put(store, storedObject('web'), 'pods').durable;
    const bound = { kind: 'pod', object: { name: 'web', uid: 'uid-web' } } as const;
    const token = await tokens.issue(claims({ bound }));
    expect((await tokens.authenticate(token))?.user.extra).toEqual({
      'authentication.kubernetes.io/credential-id': ['JTI=token-1'],
      'authentication.kubernetes.io/pod-name': ['web'],
      'authentication.kubernetes.io/pod-uid': ['uid-web'],
    });
    await put(store, storedObject('web', { uid: 'another' }), 'pods').durable;
    expect(await tokens.authenticate(token)).toBeUndefined();
  });

  describe('of an account, Pod or Node that is being deleted', () => {
    const dying = (name: string, namespace = 'default') =>
      storedObject(name, {
        namespace,
        deletionTimestamp: new Date(nowMs).toISOString(),
        finalizers: ['a/b'],
      });

    it.each([
      ['serviceaccounts', {}, 'robot', 'default'],
      ['pods', { bound: { kind: 'pod', object: { name: 'web', uid: 'uid-web' } } }, 'web', 'default'],
      ['nodes', { bound: { kind: 'node', object: { name: 'one', uid: 'uid-one' } } }, 'one', ''],
    ] as const)('ends a minute after that (%s)', async (table, more, name, namespace) => {
      await put(store, dying(name, namespace), table).durable;
      const token = await tokens.issue(claims(more));
      nowMs += 60_000;
      expect(await tokens.authenticate(token)).toBeDefined();
      nowMs += 1;
      expect(await tokens.authenticate(token)).toBeUndefined();
    });

    it('ends at once where a Secret holds it', async () => {
      const token = await tokens.issue(
        claims({ secretName: 'lasting', expiresMs: Number.POSITIVE_INFINITY }),
      );
      const data = { token: Buffer.from(token).toString('base64') };
      await put(store, { ...storedObject('lasting'), data }, 'secrets').durable;
      expect(await tokens.authenticate(token)).toBeDefined();
      await put(store, dying('robot'), 'serviceaccounts').durable;
      expect(await tokens.authenticate(token)).toBeUndefined();
    });
  });

  it('of another key is refused', async () => {
    const other = mkdtempSync(join(tmpdir(), 'token-test-'));
    const stranger = new ServiceAccountTokens(keepSigningKeys(other), store, () => new Date(nowMs));
    expect(await tokens.authenticate(await stranger.issue(claims()))).toBeUndefined();
    rmSync(other, { recursive: true });
  });

  it('is good for a server that has kept the key', async () => {
    const token = await tokens.issue(claims());
    const again = new ServiceAccountTokens(keepSigningKeys(folder), store, () => new Date(nowMs));
    expect(await again.authenticate(token)).toBeDefined();
  });
});
