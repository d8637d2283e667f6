import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { startScene } from '../../test/scenes.ts';
import { openTestDatabase, queryDatabase, temporaryFolder } from '../../test/test-database.ts';
import { SERVER_ACTOR } from '../audit/actor.ts';
import { ControlPlaneStore } from '../control-planes/control-plane-store.ts';
import { upstream } from '../entities/upstream.ts';
import { SecretBox } from '../secrets/secret-box.ts';
import { EntityStore } from './entity-store.ts';

interface ChangeRow {
  revision: number;
  type: string;
  entity_id: string;
  operation: string;
  before: string | null;
  after: string | null;
}

async function changesOf(dataDir: string, controlPlaneId: string): Promise<ChangeRow[]> {
  const statement = `select * from changes where control_plane_id = '${controlPlaneId}' order by revision`;
  const rows = (await queryDatabase(dataDir, statement)) as ChangeRow[];
  return rows.map((row) => ({ ...row, revision: Number(row.revision) }));
}

test('every change has the next revision, with the entity before and after', async () => {
  const { client, dataDir, controlPlaneId, upstreams, upstreamId, targets } = await startScene();
  const created = await client.createEntity<{ id: string }>(targets, { target: 'a' });
  const updated = await client.putEntity(targets, created.id, { target: 'b' });
  await client.putEntity(targets, created.id, { target: 'b' });
  await client.deleteEntity(upstreams, upstreamId);
  const changes = await changesOf(dataDir, controlPlaneId);
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
  const revisions = (await changesOf(dataDir, controlPlaneId)).map(({ revision }) => revision);
  expect(revisions).toEqual(Array.from({ length: 41 }, (_, index) => index + 1));
});

test('a secret field is stored with the entity and redacted in its changes', async () => {
  const dataDir = await temporaryFolder();
  const database = await openTestDatabase(dataDir);
  const secretBox = new SecretBox(randomBytes(32));
  const descriptor = { ...upstream, secretFields: ['host_header'] };
  const store = new EntityStore(database, secretBox, [descriptor]);
  const created = await new ControlPlaneStore(database, secretBox).create(
    'org',
    { name: 'gateway' },
    SERVER_ACTOR,
  );
  const controlPlaneId = created.ok ? created.controlPlane.id : '';
  const scope = { organizationId: 'org', controlPlaneId, actor: SERVER_ACTOR };
  const put = (secret: string) =>
    store.write({
      descriptor,
      scope,
      mode: 'put',
      draft: { id: 'u-1', parentId: undefined, fields: { name: 'web', host_header: secret } },
    });
  await put('first');
  await put('second');
  expect((await store.byId(scope, 'upstream', 'u-1'))?.body).toContain('second');
  await store.delete({ descriptor, scope, id: 'u-1', parentId: undefined });
  const texts = (await changesOf(dataDir, controlPlaneId)).flatMap(({ before, after }) => [before, after]);
  await database.close();
  expect(texts.filter((text) => text !== null)).toHaveLength(4);
  for (const text of texts) {
    expect(text ?? '<redacted>').toContain('<redacted>');
    expect(text ?? '').not.toMatch(/first|second/);
  }
});
