import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { StoredControlPlane } from '../control-planes/control-plane-store.ts';
import { OWN_CHANGE_TYPES } from '../control-planes/own-change.ts';
import type { Tables } from '../storage/tables.ts';

/** What nodes of a control plane should have. Times in Unix seconds. */
export interface ExpectedConfigHash {
  expected_hash: string;
  created_at: number;
  updated_at: number;
}

/**
 * The hash of a control plane's configuration: 32 hexadecimal digits that stay the same until an entity is created,
 * changed or deleted, and then never come back. That of a group is made of those of its members.
 *
 * It is made of the revision and the time of the last change of an entity, not of the entities, so that it costs the
 * same however many there are. Changes of the control plane itself, such as of its name, don't count.
 */
export async function expectedConfigHash(
  db: Kysely<Tables>,
  controlPlane: StoredControlPlane,
  memberIds: readonly string[],
): Promise<ExpectedConfigHash> {
  const ids = [controlPlane.id, ...memberIds];
  const rows = await db
    .selectFrom('control_planes')
    .leftJoin('changes', (join) =>
      join
        .onRef('changes.control_plane_id', '=', 'control_planes.id')
        .on('changes.revision', '=', (builder) =>
          builder
            .selectFrom('changes as newest')
            .select('newest.revision')
            .whereRef('newest.control_plane_id', '=', 'control_planes.id')
            .where('newest.type', 'not in', OWN_CHANGE_TYPES)
            .orderBy('newest.revision', 'desc')
            .limit(1),
        ),
    )
    .select(['control_planes.id', 'changes.revision', 'changes.at'])
    .where('control_planes.id', 'in', ids)
    .orderBy('control_planes.id')
    .execute();
  const createdAt = unixSeconds(controlPlane.created_at);
  const changeTimes = rows.map(({ at }) => (at === null ? createdAt : unixSeconds(at)));
  const states = rows.map(({ id, revision, at }) => [id, revision, at]);
  return {
    expected_hash: hash('sha256', JSON.stringify(states)).slice(0, 32),
    created_at: createdAt,
    updated_at: Math.max(createdAt, ...changeTimes),
  };
}

function unixSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
