import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createKonnectClient, type KonnectClient, targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { afterEach, expect, test } from 'vitest';
import { startTestControlPlane, TEST_TOKEN, temporaryFolder, testTls } from './test-control-plane.ts';
import { databaseOptions } from './test-database.ts';

const PROGRAM = fileURLToPath(new URL('control-plane-process.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill('SIGKILL');
  }
});

async function startProcess(dataDir: string): Promise<{ child: ChildProcess; client: KonnectClient }> {
  const options = {
    ...(await databaseOptions(dataDir)),
    port: 0,
    tls: testTls,
    tokens: [{ token: TEST_TOKEN, name: 'test' }],
  };
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [serverUrl] = await once(createInterface(child.stdout), 'line');
  return { child, client: createKonnectClient({ serverUrl, token: TEST_TOKEN, ca: testTls.cert }) };
}

test('what was acknowledged survives kill -9, and the next start goes on from there', async () => {
  const dataDir = await temporaryFolder();
  const { child, client } = await startProcess(dataDir);
  const controlPlane = await client.createControlPlane({ name: 'gateway' });
  const upstream = await client.createEntity<{ id: string }>(upstreamsPath(controlPlane.id), { name: 'web' });
  const targets = targetsPath(controlPlane.id, upstream.id);

  const acknowledged: { id: string }[] = [];
  let killed = false;
  const writer = async (lane: number) => {
    for (let index = 0; !killed; index += 1) {
      const write = client.createEntity<{ id: string }>(targets, {
        target: `10.${lane}.${index >> 8}.${index & 255}`,
      });
      // Once it is killed, the calls under way fail: nothing is known of those writes.
      const created = await write.catch((error: unknown) => (killed ? undefined : Promise.reject(error)));
      if (created !== undefined) {
        acknowledged.push(created);
      }
      if (acknowledged.length === 200 && !killed) {
        killed = true;
        child.kill('SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, lane) => writer(lane)));
  await client.close();

  const { client: again } = await startTestControlPlane({ dataDir });
  const stored = new Map<string, unknown>();
  for await (const target of again.iterateEntities<{ id: string }>(targets)) {
    stored.set(target.id, target);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  for (const target of acknowledged) {
    expect(stored.get(target.id)).toEqual(target);
  }
  await again.createEntity(targets, { target: 'after.example' });
});
