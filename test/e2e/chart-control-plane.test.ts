import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type PostgresqlServer, startPostgresqlServer } from '../../scripts/postgresql.ts';
import { ChartWorld } from './support/chart-world.ts';
import { ControlPlaneApi } from './support/control-plane-api.ts';
import { freePort } from './support/control-plane-process.ts';
import { commandsIn, guideShell } from './support/guide-commands.ts';
import { getText } from './support/https-json.ts';
import type { SluiceProcess } from './support/sluice-process.ts';

/**
 * Two replicas as the chart runs them, with nothing in common but a database and the Secrets that the guide has one
 * make. What the kubelet would mount is written to files.
 */
let world: ChartWorld;
let database: PostgresqlServer;
let folder: string;
let replicas: { readonly process: SluiceProcess; readonly url: string }[];

/** The value of a key of a Secret, in a file. */
async function mounted(secret: string, key: string): Promise<string> {
  const args = ['get', 'secret', secret, '--namespace', 'sluice', '--output', 'json'];
  const { data } = JSON.parse(await world.kubectl.ok(args));
  const file = join(folder, `${secret}-${key}`);
  writeFileSync(file, Buffer.from(data[key], 'base64'), { mode: 0o600 });
  return file;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-chart-control-plane-'));
  [world, database] = await Promise.all([ChartWorld.start(), startPostgresqlServer({ durable: false })]);
  // The certificate of any authority would do; this one covers 127.0.0.1, where the test comes by.
  const { controlPlane, kubeconfig, kubectl } = world;
  const pki = join(controlPlane.caFile, '..');
  for (const file of ['crt', 'key']) {
    writeFileSync(join(folder, `tls.${file}`), readFileSync(join(pki, `control-plane.${file}`)));
  }
  await kubectl.ok(['create', 'namespace', 'sluice']);
  await world.release('install', {});
  const [, , onPostgresql = ''] = commandsIn('install.md');
  const shell = await guideShell(kubeconfig, { DATABASE_URL: `${database.url}/postgres` }, folder);
  const secrets = onPostgresql.slice(0, onPostgresql.indexOf('helm upgrade'));
  await shell(secrets);
  await world.release('upgrade', {
    'controlPlane.enabled': true,
    'controlPlane.replicas': 2,
    'controlPlane.postgresql.secretName': 'control-plane-database',
    'controlPlane.credentials.secretName': 'control-plane-credentials',
    'controlPlane.tls.secretName': 'control-plane-tls',
  });
  const mounts = {
    '/etc/sluice/database/url': await mounted('control-plane-database', 'url'),
    '/etc/sluice/credentials/token': await mounted('control-plane-credentials', 'token'),
    '/etc/sluice/credentials/secret-key': await mounted('control-plane-credentials', 'secret-key'),
    '/etc/sluice/tls/tls.crt': await mounted('control-plane-tls', 'tls.crt'),
    '/etc/sluice/tls/tls.key': await mounted('control-plane-tls', 'tls.key'),
  };
  // Both at once on an empty database, as a first rollout has it.
  replicas = await Promise.all(
    ['first', 'second'].map(async (name) => {
      const port = await freePort();
      mkdirSync(join(folder, name));
      const process = await world.runControlPlane({ ...mounts, '/data': join(folder, name) }, port);
      return { process, url: `https://127.0.0.1:${port}` };
    }),
  );
});
afterAll(async () => {
  await world?.stop();
  await database?.stop();
});

/** The APIs of both replicas, with the token of the Secret. */
function apis(): [ControlPlaneApi, ControlPlaneApi] {
  const tokenFile = join(folder, 'control-plane-credentials-token');
  const { caFile } = world.controlPlane;
  const [first, second] = replicas.map(({ url }) => new ControlPlaneApi({ url, caFile, tokenFile }));
  if (first === undefined || second === undefined) throw new Error('there are not two replicas');
  return [first, second];
}

it('every replica takes the token of the Secret, and shows what another one wrote', async () => {
  const [first, second] = apis();
  const organizations = await Promise.all([first, second].map((api) => api.get('/v3/organizations/me')));
  expect(organizations[0].id).toBe(organizations[1].id);
  await first.post('/v2/control-planes', { name: 'edge' });
  expect(await second.controlPlaneId('edge')).toBeDefined();
});

it('what one replica sealed, another one opens', async () => {
  const [first, second] = apis();
  const id = await first.controlPlaneId('edge');
  const cert = readFileSync(join(folder, 'tls.crt'), 'utf8');
  const key = readFileSync(join(folder, 'tls.key'), 'utf8');
  await first.post(`/v2/control-planes/${id}/core-entities/certificates`, { cert, key });
  const { data } = await second.get(`/v2/control-planes/${id}/core-entities/certificates`);
  expect(data).toMatchObject([{ key }]);
});

it('a replica is ready, without a token, for as long as the database answers', async () => {
  const nobody = { caFile: world.controlPlane.caFile, tokenFile: '/dev/null' };
  for (const { url } of replicas) expect(await getText(`${url}/readyz`, nobody)).toContain('ok');
  await database.stop();
  for (const { url } of replicas) {
    await vi.waitFor(() => expect(getText(`${url}/readyz`, nobody)).rejects.toThrow('answered 503'), 20_000);
    expect(await getText(`${url}/healthz`, nobody)).toContain('ok');
  }
});
