import { targetsPath, upstreamsPath } from '@sluice/konnect-api';
import { expect, test } from 'vitest';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { startTestControlPlane, temporaryFolder } from './test-control-plane.ts';
import { queryDatabase } from './test-database.ts';

const LANES = 8;
const ROUNDS = 4;

/** Each round starts a server, which takes its time on a machine that is busy. */
const TIMEOUT_MS = 120_000;

interface Target {
  id: string;
  weight: number;
  tags?: string[];
}

/** What a lane knows of its one target: what was acknowledged last, and what was asked for and not answered. */
interface Lane {
  acknowledged: Target | undefined;
  /** Holds a value while it isn't known whether the last write happened; undefined in it stands for a deletion. */
  open: { wanted: number | undefined } | undefined;
}

/** Writes one lane's target again and again, until the server is gone. */
async function write(
  { client }: ServerProcess,
  targets: string,
  lane: number,
  state: Lane,
  isKilled: () => boolean,
) {
  const id = `00000000-0000-4000-8000-00000000000${lane}`;
  for (let weight = 1 + (state.acknowledged?.weight ?? 0); !isKilled(); weight += 1) {
    const remove = state.acknowledged !== undefined && weight % 5 === 0;
    state.open = { wanted: remove ? undefined : weight };
    const written = remove
      ? client.deleteEntity(targets, id).then(() => undefined)
      : client.putEntity<Target>(targets, id, {
          target: `10.0.0.${lane}`,
          weight,
          tags: [`lane-${lane}`, `weight-${weight}`],
        });
    try {
      state.acknowledged = await written;
      state.open = undefined;
    } catch (error) {
      if (!isKilled()) {
        throw error;
      }
    }
  }
}

/** Lets the lanes write, and kills the server after a random time. */
async function writeUntilKilled(server: ServerProcess, targets: string, lanes: readonly Lane[]) {
  let killed = false;
  const lives = Promise.withResolvers<void>();
  setTimeout(lives.resolve, 20 + Math.random() * 400);
  const writers = lanes.map((state, lane) => write(server, targets, lane, state, () => killed));
  await Promise.race([lives.promise, ...writers]);
  killed = true;
  await server.kill();
  await Promise.all(writers);
}

/** Every lane's target is as it was acknowledged, or as the one write left it that was never answered. */
async function expectAcknowledged(
  { client }: Pick<ServerProcess, 'client'>,
  targets: string,
  lanes: readonly Lane[],
) {
  const { data } = await client.listEntities<Target>(targets);
  for (const [lane, state] of lanes.entries()) {
    const stored = data.find(({ id }) => id.endsWith(String(lane)));
    if (state.open !== undefined && stored?.weight === state.open.wanted) {
      state.acknowledged = stored;
    }
    expect(stored).toEqual(state.acknowledged);
    state.open = undefined;
  }
  expect(data).toHaveLength(lanes.filter(({ acknowledged }) => acknowledged !== undefined).length);
}

/** What is kept beside the entities goes with them: tags, changes without a gap, and as many entries of the trail. */
async function expectConsistent(dataDir: string, controlPlaneId: string, lanes: readonly Lane[]) {
  const tags = await queryDatabase(dataDir, "select tag from entity_tags where type = 'target' order by tag");
  const wanted = lanes.flatMap(({ acknowledged }) => acknowledged?.tags ?? []);
  expect(tags).toEqual(wanted.toSorted().map((tag) => ({ tag })));
  const of = `where control_plane_id = '${controlPlaneId}' and type <> 'control_plane'`;
  const changes = (await queryDatabase(
    dataDir,
    `select revision, entity_id, operation, after from changes ${of} order by revision`,
  )) as { revision: number | string; entity_id: string; operation: string; after: string | null }[];
  expect(changes.map(({ revision }) => Number(revision))).toEqual(changes.map((_, index) => index + 1));
  const trail = await queryDatabase(
    dataDir,
    `select entity_id, operation, after from audit ${of} order by seq`,
  );
  expect(trail).toEqual(changes.map(({ revision: _, ...change }) => change));
}

test(
  'what was acknowledged survives kill -9 at any moment, and the next start goes on from there',
  async () => {
    const dataDir = await temporaryFolder();
    let server = await startServerProcess(dataDir);
    const { id: controlPlaneId } = await server.client.createControlPlane({ name: 'gateway' });
    const upstreams = upstreamsPath(controlPlaneId);
    const { id: upstreamId } = await server.client.createEntity<{ id: string }>(upstreams, { name: 'web' });
    const targets = targetsPath(controlPlaneId, upstreamId);
    const lanes = Array.from({ length: LANES }, (): Lane => ({ acknowledged: undefined, open: undefined }));
    for (let round = 0; round < ROUNDS; round += 1) {
      await writeUntilKilled(server, targets, lanes);
      server = await startServerProcess(dataDir);
      await expectAcknowledged(server, targets, lanes);
      await expectConsistent(dataDir, controlPlaneId, lanes);
    }
    await server.kill();
    const { client } = await startTestControlPlane({ dataDir });
    await client.createEntity(targets, { target: 'after.example' });
  },
  TIMEOUT_MS,
);
