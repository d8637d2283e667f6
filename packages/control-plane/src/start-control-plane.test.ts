import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { startTestControlPlane, temporaryFolder, testTls } from '../test/test-control-plane.ts';
import { databaseOptions, onPostgresql, queryDatabase } from '../test/test-database.ts';
import { PortInUseError } from './port-in-use-error.ts';
import { startControlPlane } from './start-control-plane.ts';
import { NewerDatabaseError } from './storage/newer-database-error.ts';

test('everything is there after a restart, under the same organisation', async () => {
  const dataDir = await temporaryFolder();
  const first = await startTestControlPlane({ dataDir });
  const organization = await first.client.getOrganization();
  const controlPlane = await first.client.createControlPlane({ name: 'gateway' });
  const upstream = await first.client.createEntity<{ id: string }>(upstreamsPath(controlPlane.id), {
    name: 'web',
  });
  const targets = targetsPath(controlPlane.id, upstream.id);
  const target = await first.client.createEntity<{ id: string }>(targets, { target: '10.0.0.1' });
  await first.running.close();

  const second = await startTestControlPlane({ dataDir, tokens: [] });
  expect(await second.client.getOrganization()).toEqual(organization);
  expect(await second.client.getEntity(upstreamsPath(controlPlane.id), 'web')).toEqual(upstream);
  expect(await second.client.getEntity(targets, target.id)).toEqual(target);
});

test('the database can be read by its owner only and holds no token', async () => {
  const { dataDir } = await startTestControlPlane();
  if (!onPostgresql) {
    expect((await stat(join(dataDir, 'control-plane.db'))).mode & 0o777).toBe(0o600);
  }
  const rows = await queryDatabase(dataDir, 'select * from tokens');
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('kpat_');
});

test('a port in use is named, with what to do', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  const address = squatter.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const start = startControlPlane({ dataDir: await temporaryFolder(), port, tls: testTls });
  await expect(start).rejects.toThrow(PortInUseError);
  await expect(start).rejects.toThrow(`Port ${port} on 127.0.0.1 is already in use`);
  squatter.close();
});

test('a database of a newer version is refused and left as it is', async () => {
  const { dataDir, running } = await startTestControlPlane();
  await running.close();
  await queryDatabase(dataDir, "insert into kysely_migration values ('9999-later', '2099-01-01')");
  const options = await databaseOptions(dataDir);
  const start = startControlPlane({ ...options, port: 0, tls: testTls });
  await expect(start).rejects.toThrow(NewerDatabaseError);
  const location = options.databaseUrl?.replace('sluice@', '') ?? join(dataDir, 'control-plane.db');
  await expect(start).rejects.toMatchObject({ location, migration: '9999-later' });
});

test('anybody may ask for health, and nobody without a token for anything else', async () => {
  const { send } = await startTestControlPlane();
  const nobody = { authorization: '' };
  for (const path of ['/healthz', '/readyz']) {
    expect(await send('GET', path, undefined, nobody)).toMatchObject({ status: 200, body: { status: 'ok' } });
  }
  expect((await send('GET', '/metrics', undefined, nobody)).status).toBe(401);
});

test('metrics count requests by route and tell the peak of the memory', async () => {
  const { client, send } = await startTestControlPlane();
  const controlPlane = await client.createControlPlane({ name: 'gateway' });
  await client.createEntity(upstreamsPath(controlPlane.id), { name: 'web' });
  await send('GET', '/no/such/path');
  const { body } = await send('GET', '/metrics');
  expect(body).toContain(
    'http_request_duration_seconds_count{method="POST",route="/v2/control-planes/{controlPlaneId}/core-entities/upstreams",status="201"} 1',
  );
  expect(body).toContain('http_request_duration_seconds_count{method="GET",route="none",status="404"} 1');
  const peakBytes = Number(/^process_peak_resident_memory_bytes (\d+)$/m.exec(String(body))?.[1]);
  expect(peakBytes).toBeGreaterThan(10_000_000);
});
