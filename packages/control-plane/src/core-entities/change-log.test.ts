import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { startScene } from '../../test/scenes.ts';

interface ChangeRow {
  revision: number;
  type: string;
  entity_id: string;
  operation: string;
  before: string | null;
  after: string | null;
}

function changesOf(dataDir: string, controlPlaneId: string): ChangeRow[] {
  const database = new DatabaseSync(join(dataDir, 'control-plane.db'), { readOnly: true });
  const rows = database
    .prepare('select * from changes where control_plane_id = ? order by revision')
    .all(controlPlaneId);
  database.close();
  return rows as unknown as ChangeRow[];
}

test('every change has the next revision, with the entity before and after', async () => {
  const { client, dataDir, controlPlaneId, upstreams, upstreamId, targets } = await startScene();
  const created = await client.createEntity<{ id: string }>(targets, { target: 'a' });
  const updated = await client.putEntity(targets, created.id, { target: 'b' });
  await client.putEntity(targets, created.id, { target: 'b' });
  await client.deleteEntity(upstreams, upstreamId);
  const changes = changesOf(dataDir, controlPlaneId);
  expect(changes.map(({ revision, type, operation }) => [revision, type, operation])).toEqual([
    [1, 'upstream', 'create'],
    [2, 'target', 'create'],
    [3, 'target', 'update'],
    [4, 'target', 'delete'],
    [5, 'upstream', 'delete'],
  ]);
  const [, create, update, remove] = changes;
  expect(create?.before).toBeNull();
  expect(JSON.parse(create?.after ?? '')).toEqual(created);
  expect(JSON.parse(update?.before ?? '')).toEqual(created);
  expect(JSON.parse(update?.after ?? '')).toEqual(updated);
  expect(JSON.parse(remove?.before ?? '')).toEqual(updated);
  expect(remove?.after).toBeNull();
});

test('revisions stay dense when many write at once and some are refused', async () => {
  const { client, dataDir, controlPlaneId, targets } = await startScene();
  const writes = Array.from({ length: 60 }, (_, index) =>
    client.createEntity(targets, { target: `10.0.0.${index % 40}` }),
  );
  const results = await Promise.allSettled(writes);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
  const revisions = changesOf(dataDir, controlPlaneId).map(({ revision }) => revision);
  expect(revisions).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
});
