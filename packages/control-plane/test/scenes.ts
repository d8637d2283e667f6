import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreateControlPlaneRequest, targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { onTestFinished } from 'vitest';
import { launchTestControlPlane, type TestControlPlane } from './test-control-plane.ts';
import { removeDatabase } from './test-database.ts';

/** A gateway with one upstream in it, to be used up by one test. */
export interface Scene extends TestControlPlane {
  controlPlaneId: string;
  upstreamId: string;
  /** The collection of upstreams. */
  upstreams: string;
  /** The collection of the upstream's targets. */
  targets: string;
  /** Makes another gateway of the same organisation and answers its id. */
  createGateway(request?: Partial<CreateControlPlaneRequest>): Promise<string>;
}

/** An id that nothing has. */
export const UNKNOWN_ID = '00000000-0000-4000-8000-00000000dead';

type Launched = Awaited<ReturnType<typeof launchTestControlPlane>>;

let server: Promise<Launched> | undefined;
let gateways = 0;
let folder = '';

/** Makes a new gateway with the upstream `web` in the server that all tests of a file share. */
export async function startScene(): Promise<Scene> {
  server ??= launch();
  const { stop: _stop, ...shared } = await server;
  const createGateway = async (request: Partial<CreateControlPlaneRequest> = {}) => {
    gateways += 1;
    const { id } = await shared.client.createControlPlane({ name: `gateway-${gateways}`, ...request });
    // Ids are unique within an organisation: what one test made would be in the way of the next.
    onTestFinished(async () => void (await shared.send('DELETE', `/v2/control-planes/${id}`)));
    return id;
  };
  const controlPlaneId = await createGateway();
  const upstreams = upstreamsPath(controlPlaneId);
  const { id: upstreamId } = await shared.client.createEntity<{ id: string }>(upstreams, { name: 'web' });
  const targets = targetsPath(controlPlaneId, upstreamId);
  return { ...shared, controlPlaneId, upstreamId, upstreams, targets, createGateway };
}

async function launch(): Promise<Launched> {
  folder = await mkdtemp(join(tmpdir(), 'control-plane-'));
  return launchTestControlPlane({ dataDir: folder });
}

/** Stops the server that the tests of a file have shared, and removes what it kept. */
export async function closeScenes(): Promise<void> {
  if (server === undefined) return;
  const { stop } = await server;
  server = undefined;
  await stop();
  await removeDatabase(folder);
  await rm(folder, { recursive: true, force: true });
}
