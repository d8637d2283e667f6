import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  keepApiserverCredentials,
  keepControlPlaneCredentials,
  keepWebhookCertificate,
  writeKubeconfigs,
} from './credentials.ts';
import { openStateFolder } from './state-folder.ts';

const newFolder = () => openStateFolder(join(mkdtempSync(join(tmpdir(), 'sluice-state-')), 'state'));

it('makes credentials once and keeps them', async () => {
  const folder = newFolder();
  const apiserver = await keepApiserverCredentials(folder);
  const controlPlane = await keepControlPlaneCredentials(folder);
  expect(await keepApiserverCredentials(folder)).toEqual(apiserver);
  expect(await keepControlPlaneCredentials(folder)).toEqual(controlPlane);
  const webhook = await keepWebhookCertificate(folder);
  expect(await keepWebhookCertificate(folder)).toEqual(webhook);
  expect(controlPlane.caCertificate).toBe(apiserver.tls.clientCa);
  expect(webhook.ca).toBe(apiserver.tls.clientCa);
  expect(new X509Certificate(webhook.cert).checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(controlPlane.token).toMatch(/^kpat_[\w-]{43}$/);
  expect(readFileSync(folder.controlPlaneToken, 'utf8')).toBe(`${controlPlane.token}\n`);
});

it('makes one authority when two servers start on a new folder at once', async () => {
  const folder = newFolder();
  const [apiserver, controlPlane] = await Promise.all([
    keepApiserverCredentials(folder),
    keepControlPlaneCredentials(folder),
  ]);
  expect(apiserver.tls.clientCa).toBe(controlPlane.caCertificate);
});

it('makes a certificate anew when it is damaged or lacks a name, and leaves the others', async () => {
  const folder = newFolder();
  const before = await keepControlPlaneCredentials(folder);
  const wider = await keepControlPlaneCredentials(folder, ['sluice.example.com']);
  expect(wider.tls).not.toEqual(before.tls);
  expect(wider.caCertificate).toBe(before.caCertificate);
  writeFileSync(join(folder.pki, 'control-plane.key'), 'damaged');
  const mended = await keepControlPlaneCredentials(folder);
  expect(mended.tls.key).toContain('PRIVATE KEY');
  expect(mended.token).toBe(before.token);
});

it('makes all certificates anew with a new authority', async () => {
  const folder = newFolder();
  const before = await keepApiserverCredentials(folder);
  rmSync(join(folder.pki, 'ca.key'));
  const after = await keepApiserverCredentials(folder);
  expect(after.tls.cert).not.toBe(before.tls.cert);
  expect(after.admin.cert).not.toBe(before.admin.cert);
  expect(after.operatorToken).toBe(before.operatorToken);
});

it('lets only the owner read what it writes', async () => {
  const folder = newFolder();
  writeKubeconfigs(folder, 'https://127.0.0.1:6443', await keepApiserverCredentials(folder));
  await keepControlPlaneCredentials(folder);
  const entries = readdirSync(folder.root, { recursive: true, withFileTypes: true });
  const open = entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.endsWith('.lock') && (statSync(path).mode & 0o077) !== 0);
  expect(open).toEqual([]);
  expect(statSync(folder.root).mode & 0o777).toBe(0o700);
});

it('writes kubeconfigs for the administrator and the operator', async () => {
  const folder = newFolder();
  const credentials = await keepApiserverCredentials(folder);
  writeKubeconfigs(folder, 'https://127.0.0.1:6443', credentials);
  const admin = parse(readFileSync(folder.kubeconfig, 'utf8'));
  expect(admin.clusters[0].cluster.server).toBe('https://127.0.0.1:6443');
  expect(Buffer.from(admin.users[0].user['client-key-data'], 'base64').toString()).toBe(
    credentials.admin.key,
  );
  expect(admin.contexts[0]).toMatchObject({
    name: admin['current-context'],
    context: { user: 'sluice-admin' },
  });
  const operator = parse(readFileSync(folder.operatorKubeconfig, 'utf8'));
  expect(operator.users[0].user).toEqual({ token: credentials.operatorToken });
});

it('makes the operator an ordinary user', async () => {
  const { tokens } = await keepApiserverCredentials(newFolder());
  expect(tokens).toMatchObject([{ user: 'sluice-operator', groups: [] }]);
});
