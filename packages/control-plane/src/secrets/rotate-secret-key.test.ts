import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coreEntitiesPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { createTestCertificate } from '../../test/test-certificate.ts';
import { launchTestControlPlane, temporaryFolder } from '../../test/test-control-plane.ts';
import { databaseOptions, queryDatabase } from '../../test/test-database.ts';
import { SecretKeyError } from './key-file.ts';
import { NoDatabaseError, rotateSecretKey } from './rotate-secret-key.ts';

/** A data folder with a certificate in it, made with an idempotency key. */
async function filledFolder() {
  const dataDir = await temporaryFolder();
  const { client, send, stop } = await launchTestControlPlane({ dataDir });
  const { id: controlPlaneId } = await client.createControlPlane({ name: 'gateway' });
  const pair = await createTestCertificate();
  const path = coreEntitiesPath(controlPlaneId, 'certificates');
  const headers = { 'idempotency-key': 'once' };
  const created = await send('POST', path, pair, headers);
  expect(created.status).toBe(201);
  await stop();
  const secretKeyFile = join(dataDir, 'secrets.key');
  const options = { ...(await databaseOptions(dataDir)), secretKeyFile, dropOldKeys: false };
  const keys = () => readFileSync(secretKeyFile, 'utf8').trim().split('\n');
  const sealed = () => queryDatabase(dataDir, `select body from entities where type = 'certificate'`);

  /** Starts the server, which must know the certificate and the result of the idempotency key. */
  async function expectReadable(): Promise<void> {
    const server = await launchTestControlPlane({ dataDir });
    const { data } = await server.client.listEntities<{ key: string }>(path);
    expect(data.map(({ key }) => key.trim())).toEqual([pair.key.trim()]);
    expect(await server.send('POST', path, pair, headers)).toEqual(created);
    await server.stop();
  }
  return { dataDir, options, secretKeyFile, keys, sealed, expectReadable };
}

test('everything is sealed with a new key, and the earlier one stays below it', async () => {
  const { options, keys, sealed, expectReadable } = await filledFolder();
  const [first] = keys();
  const before = await sealed();
  expect(await rotateSecretKey(options)).toEqual({ resealed: 2, keys: 2 });
  expect(keys()).toEqual([expect.not.stringMatching(first ?? ''), first]);
  expect(await sealed()).not.toEqual(before);
  await expectReadable();
});

test('earlier keys are dropped when that is asked for, and nothing needs them', async () => {
  const { options, keys, expectReadable } = await filledFolder();
  const [first] = keys();
  await rotateSecretKey(options);
  const [second] = keys();
  expect(await rotateSecretKey({ ...options, dropOldKeys: true })).toEqual({ resealed: 2, keys: 1 });
  expect(keys()).toHaveLength(1);
  expect([first, second]).not.toContain(keys()[0]);
  await expectReadable();
});

test('a crash between file and database leaves everything readable, and doing it again completes it', async () => {
  const { options, secretKeyFile, keys, expectReadable } = await filledFolder();
  const [first] = keys();
  writeFileSync(secretKeyFile, `${Buffer.alloc(32, 7).toString('base64')}\n${first}\n`);
  await expectReadable();
  await rotateSecretKey({ ...options, dropOldKeys: true });
  await expectReadable();
});

test('a key file that is not that of the database changes nothing', async () => {
  const { options, secretKeyFile, keys, sealed } = await filledFolder();
  const mistaken = `${Buffer.alloc(32, 7).toString('base64')}\n`;
  const before = await sealed();
  const own = keys();
  writeFileSync(secretKeyFile, mistaken);
  await expect(rotateSecretKey(options)).rejects.toThrow(SecretKeyError);
  expect(readFileSync(secretKeyFile, 'utf8')).toBe(mistaken);
  writeFileSync(secretKeyFile, own.join('\n'));
  await expect(rotateSecretKey({ ...options, secretKeyFile: `${secretKeyFile}.not` })).rejects.toThrow(
    `There is no key file ${secretKeyFile}.not`,
  );
  expect(await sealed()).toEqual(before);
});

test('a folder without a database is named', async () => {
  const dataDir = await temporaryFolder();
  const options = { dataDir, secretKeyFile: join(dataDir, 'secrets.key'), dropOldKeys: false };
  await expect(async () => rotateSecretKey(options)).rejects.toThrow(NoDatabaseError);
});
