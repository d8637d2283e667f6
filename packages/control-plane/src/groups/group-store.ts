import type { Kysely } from 'kysely';
import type { Actor } from '../audit/actor.ts';
import type { StoredControlPlane } from '../control-planes/control-plane-store.ts';
import { recordMembersChanged } from '../control-planes/own-change.ts';
import type { IdempotencyKey } from '../idempotency/idempotency-key.ts';
import { IdempotentWrites, type KEY_REUSED } from '../idempotency/idempotent-writes.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { Database, WriteTransaction } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import { changedMembers, type MemberChange } from './member-change.ts';

/** Whose group it is. */
export interface GroupScope {
  organizationId: string;
  groupId: string;
  actor: Actor;
}

/** Done, or what stood in the way; `missing` and `notPlain` are places in the list of the request. */
export type ChangeMembersResult =
  | { ok: true }
  | { ok: false; reason: 'not-a-group' }
  | { ok: false; reason: 'unfit-members'; missing: number[]; notPlain: number[] }
  | typeof KEY_REUSED;

/** A page of a group's members, in the order of their ids. */
export interface MemberPage {
  data: StoredControlPlane[];
  total: number;
  /** Where the page ended when there are more. */
  next: string | undefined;
}

const PLAIN = 'CLUSTER_TYPE_CONTROL_PLANE';
const GROUP = 'CLUSTER_TYPE_CONTROL_PLANE_GROUP';

/** Which control planes belong to which groups. */
export class GroupStore {
  readonly #database: Database;
  readonly #idempotentWrites: IdempotentWrites;

  constructor(database: Database, secretBox: SecretBox) {
    this.#database = database;
    this.#idempotentWrites = new IdempotentWrites(secretBox);
  }

  /** The members after the one with the id `after`. */
  async members(groupId: string, size: number, after: string | undefined): Promise<MemberPage> {
    const { reader } = this.#database;
    const found = reader.selectFrom('control_plane_group_members').where('group_id', '=', groupId);
    const { total } = await found
      .select((builder) => builder.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    let rest = found
      .innerJoin('control_planes', 'control_planes.id', 'control_plane_group_members.member_id')
      .select(['control_planes.id', 'control_planes.body'])
      .orderBy('control_plane_group_members.member_id')
      .limit(size + 1);
    if (after !== undefined) {
      rest = rest.where('control_plane_group_members.member_id', '>', after);
    }
    const rows = await rest.execute();
    const page = rows.slice(0, size);
    return {
      data: page.map((row) => JSON.parse(row.body) as StoredControlPlane),
      total: Number(total),
      next: rows.length > size ? page.at(-1)?.id : undefined,
    };
  }

  /** The ids of all members, sorted. */
  memberIds(groupId: string): Promise<string[]> {
    return memberIdsOf(this.#database.reader, groupId);
  }

  /** Whether a control plane is in any group. */
  async isMember(controlPlaneId: string): Promise<boolean> {
    const row = await this.#database.reader
      .selectFrom('control_plane_group_members')
      .select('group_id')
      .where('member_id', '=', controlPlaneId)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Changes the members; either all of the change takes place or none of it. */
  change(scope: GroupScope, change: MemberChange, key?: IdempotencyKey): Promise<ChangeMembersResult> {
    return this.#database.write(
      (transaction) =>
        this.#idempotentWrites.run<ChangeMembersResult>(transaction, key, () =>
          changeMembers(transaction, scope, change),
        ),
      scope.actor,
    );
  }
}

async function changeMembers(
  transaction: WriteTransaction,
  scope: GroupScope,
  change: MemberChange,
): Promise<ChangeMembersResult> {
  const { db } = transaction;
  const types = await clusterTypes(db, scope.organizationId, [scope.groupId, ...change.ids]);
  if (types.get(scope.groupId) !== GROUP) {
    return { ok: false, reason: 'not-a-group' };
  }
  const unfit = change.kind === 'remove' ? { missing: [], notPlain: [] } : unfitMembers(change.ids, types);
  if (unfit.missing.length > 0 || unfit.notPlain.length > 0) {
    return { ok: false, reason: 'unfit-members', ...unfit };
  }
  const before = await memberIdsOf(db, scope.groupId);
  const after = changedMembers(before, change);
  if (before.join() !== after.join()) {
    await db.deleteFrom('control_plane_group_members').where('group_id', '=', scope.groupId).execute();
    for (const member_id of after) {
      await db
        .insertInto('control_plane_group_members')
        .values({ group_id: scope.groupId, member_id })
        .execute();
    }
    recordMembers(transaction, scope, before, after);
    await recordMembersChanged(transaction, scope.groupId);
  }
  return { ok: true };
}

function unfitMembers(ids: readonly string[], types: ReadonlyMap<string, string>) {
  const placesOf = (isUnfit: (type: string | undefined) => boolean) =>
    [...ids.keys()].filter((place) => isUnfit(types.get(ids[place] ?? '')));
  return {
    missing: placesOf((type) => type === undefined),
    notPlain: placesOf((type) => type !== undefined && type !== PLAIN),
  };
}

async function clusterTypes(
  db: Kysely<Tables>,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('control_planes')
    .select(['id', 'cluster_type'])
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map((row) => [row.id, row.cluster_type]));
}

async function memberIdsOf(db: Kysely<Tables>, groupId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('control_plane_group_members')
    .select('member_id')
    .where('group_id', '=', groupId)
    .orderBy('member_id')
    .execute();
  return rows.map((row) => row.member_id);
}

function recordMembers(
  { actor, journal }: WriteTransaction,
  { organizationId, groupId }: GroupScope,
  before: readonly string[],
  after: readonly string[],
): void {
  journal.addAudit({
    organization_id: organizationId,
    control_plane_id: groupId,
    type: 'group_memberships',
    entity_id: groupId,
    operation: 'update',
    before: JSON.stringify({ members: before }),
    after: JSON.stringify({ members: after }),
    at: new Date().toISOString(),
    user_id: actor.userId,
    token_name: actor.tokenName,
    request_id: actor.requestId,
  });
}
