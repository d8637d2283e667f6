import { expect, test } from 'vitest';
import { addChanges } from './add-changes.ts';
import { openEvents } from './event-reader.ts';
import { startTestControlPlane } from './test-control-plane.ts';
import { openTestDatabase, queryDatabase } from './test-database.ts';

test('who comes back to a change that is not kept any more is told to read anew; later ones go on', async () => {
  const { running, client, dataDir } = await startTestControlPlane();
  const { id } = await client.createControlPlane({ name: 'gateway' });
  const { id: other } = await client.createControlPlane({ name: 'other' });
  const database = await openTestDatabase(dataDir);
  await addChanges(database, other, 10);
  for (let round = 0; round < 11; round += 1) {
    await addChanges(database, id, 2_000);
  }
  await database.close();
  const path = `/sluice/v1/control-planes/${id}/events`;

  const late = await openEvents(running.url, path, { headers: { 'last-event-id': '1999' } });
  await late.next();
  expect(await late.next()).toEqual({
    event: 'end',
    id: undefined,
    data: {
      status: 410,
      reason: 'out-of-reach',
      revision: 22_000,
      oldest: 2_001,
      message: expect.any(String),
    },
  });
  expect(await late.next()).toBeUndefined();

  const inTime = await openEvents(running.url, path, { headers: { 'last-event-id': '2000' } });
  await inTime.next();
  expect((await inTime.next())?.id).toBe('2001');
  await inTime.close();

  const kept = await queryDatabase(dataDir, `select revision from changes where control_plane_id = '${id}'`);
  expect(kept).toHaveLength(20_000);
  const others = await queryDatabase(
    dataDir,
    `select revision from changes where control_plane_id = '${other}'`,
  );
  expect(others).toHaveLength(10);
});
