import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createKonnectClient, type KonnectClient } from '@sluice/konnect-api';
import { onTestFinished } from 'vitest';
import { TEST_TOKEN, testTls } from './test-control-plane.ts';
import { databaseOptions } from './test-database.ts';

const PROGRAM = fileURLToPath(new URL('control-plane-process.ts', import.meta.url));

/** A control plane in a process of its own, to be killed. */
export interface ServerProcess {
  url: string;
  client: KonnectClient;
  /** Ends it as a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a control plane on the folder's database; it is killed after the test at the latest. */
export async function startServerProcess(dataDir: string): Promise<ServerProcess> {
  const options = {
    ...(await databaseOptions(dataDir)),
    port: 0,
    tls: testTls,
    tokens: [{ token: TEST_TOKEN, name: 'test' }],
  };
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => killed(child);
  onTestFinished(kill);
  const [url] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`The server ended with code ${code}`))),
  ]);
  const client = createKonnectClient({ serverUrl: url, token: TEST_TOKEN, ca: testTls.cert });
  onTestFinished(() => client.close());
  return { url, client, kill };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}
