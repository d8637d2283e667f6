import { randomUUID } from 'node:crypto';
import type { ControlPlane, CreateControlPlaneRequest, UpdateControlPlaneRequest } from '@sluice/konnect-api';
import type { Kysely } from 'kysely';
import type { Actor } from '../audit/actor.ts';
import type { IdempotencyKey } from '../idempotency/idempotency-key.ts';
import { IdempotentWrites } from '../idempotency/idempotent-writes.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { Database, WriteTransaction } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import type { ControlPlaneFilter } from './control-plane-filter.ts';
import { type ControlPlaneView, listControlPlanes } from './list-control-planes.ts';
import { recordMembersChanged, recordOwnChange } from './own-change.ts';

/** A control plane as it is kept: without the endpoints, which depend on where the server is reached. */
export type StoredControlPlane = Omit<ControlPlane, 'config'> & {
  config: Omit<ControlPlane['config'], 'control_plane_endpoint' | 'telemetry_endpoint'>;
};

/** The control plane as written, or why it wasn't. */
export type WriteControlPlaneResult =
  | { ok: true; controlPlane: StoredControlPlane }
  | { ok: false; reason: 'name-taken' | 'not-found' | 'precondition-failed' | 'key-reused' };

/** What must hold of a control plane for a write to take place. */
export type ControlPlanePrecondition = (stored: StoredControlPlane) => boolean;

/** Where control planes are kept. One organisation never sees another's. */
export class ControlPlaneStore {
  readonly #database: Database;
  readonly #idempotentWrites: IdempotentWrites;

  constructor(database: Database, secretBox: SecretBox) {
    this.#database = database;
    this.#idempotentWrites = new IdempotentWrites(secretBox);
  }

  async get(organizationId: string, id: string): Promise<StoredControlPlane | undefined> {
    return find(this.#database.reader, organizationId, id);
  }

  async list(
    view: ControlPlaneView,
    filter: ControlPlaneFilter,
  ): Promise<{ data: StoredControlPlane[]; total: number }> {
    const { bodies, total } = await listControlPlanes(this.#database.reader, view, filter);
    return { data: bodies.map(parse), total };
  }

  /** Creates a control plane; with a key once, however often it is asked for. */
  create(
    organizationId: string,
    request: CreateControlPlaneRequest,
    actor: Actor,
    key?: IdempotencyKey,
  ): Promise<WriteControlPlaneResult> {
    return this.#database.write(
      (transaction) =>
        this.#idempotentWrites.run(transaction, key, () => insert(transaction, organizationId, request)),
      actor,
    );
  }

  /** Changes what the request holds; `labels` and `proxy_urls` replace the whole. */
  update(
    organizationId: string,
    id: string,
    request: UpdateControlPlaneRequest,
    actor: Actor,
    precondition?: ControlPlanePrecondition,
  ): Promise<WriteControlPlaneResult> {
    return this.#database.write(async (transaction) => {
      const { db } = transaction;
      const before = await find(db, organizationId, id);
      if (before === undefined) {
        return { ok: false, reason: 'not-found' };
      }
      if (
        request.name !== undefined &&
        request.name !== before.name &&
        (await nameIsTaken(db, organizationId, request.name))
      ) {
        return { ok: false, reason: 'name-taken' };
      }
      if (precondition !== undefined && !precondition(before)) {
        return { ok: false, reason: 'precondition-failed' };
      }
      const controlPlane = changed(before, request);
      if (JSON.stringify(controlPlane) === JSON.stringify(before)) {
        return { ok: true, controlPlane: before };
      }
      controlPlane.updated_at = new Date().toISOString();
      await db.updateTable('control_planes').set(columns(controlPlane)).where('id', '=', id).execute();
      await db.deleteFrom('control_plane_labels').where('control_plane_id', '=', id).execute();
      await insertLabels(db, controlPlane);
      recordControlPlane(transaction, organizationId, before, controlPlane);
      await recordOwnChange(transaction, {
        controlPlaneId: id,
        type: 'control_plane',
        before,
        after: controlPlane,
      });
      return { ok: true, controlPlane };
    }, actor);
  }

  /** Deletes a control plane with all that is in it. */
  delete(
    organizationId: string,
    id: string,
    actor: Actor,
    precondition?: ControlPlanePrecondition,
  ): Promise<WriteControlPlaneResult> {
    return this.#database.write(async (transaction) => {
      const before = await find(transaction.db, organizationId, id);
      if (before === undefined) {
        return { ok: false, reason: 'not-found' };
      }
      if (precondition !== undefined && !precondition(before)) {
        return { ok: false, reason: 'precondition-failed' };
      }
      const groups = await groupsWith(transaction.db, id);
      await deleteEverything(transaction, organizationId, id);
      for (const groupId of groups) await recordMembersChanged(transaction, groupId);
      recordControlPlane(transaction, organizationId, before, undefined);
      return { ok: true, controlPlane: before };
    }, actor);
  }
}

async function insert(
  transaction: WriteTransaction,
  organizationId: string,
  request: CreateControlPlaneRequest,
): Promise<WriteControlPlaneResult> {
  const { db, ledger } = transaction;
  if (await nameIsTaken(db, organizationId, request.name)) {
    return { ok: false, reason: 'name-taken' };
  }
  const now = new Date().toISOString();
  const controlPlane: StoredControlPlane = {
    id: randomUUID(),
    name: request.name,
    description: request.description ?? '',
    labels: request.labels ?? {},
    config: {
      cluster_type: request.cluster_type ?? 'CLUSTER_TYPE_CONTROL_PLANE',
      auth_type: request.auth_type ?? 'pinned_client_certs',
      cloud_gateway: request.cloud_gateway ?? false,
      proxy_urls: request.proxy_urls ?? [],
    },
    created_at: now,
    updated_at: now,
  };
  await db
    .insertInto('control_planes')
    .values({ ...columns(controlPlane), organization_id: organizationId, revision: 0 })
    .execute();
  await insertLabels(db, controlPlane);
  ledger.forget(controlPlane.id, organizationId);
  recordControlPlane(transaction, organizationId, undefined, controlPlane);
  return { ok: true, controlPlane };
}

/** Notes a change of a control plane in the audit trail; one of the two is always there. */
function recordControlPlane(
  { actor, journal }: WriteTransaction,
  organizationId: string,
  before: StoredControlPlane | undefined,
  after: StoredControlPlane | undefined,
): void {
  const id = after?.id ?? before?.id ?? '';
  journal.addAudit({
    organization_id: organizationId,
    control_plane_id: id,
    type: 'control_plane',
    entity_id: id,
    operation: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
    before: before === undefined ? null : JSON.stringify(before),
    after: after === undefined ? null : JSON.stringify(after),
    at: new Date().toISOString(),
    user_id: actor.userId,
    token_name: actor.tokenName,
    request_id: actor.requestId,
  });
}

/** The groups that the control plane is a member of. */
async function groupsWith(db: Kysely<Tables>, memberId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('control_plane_group_members')
    .select('group_id')
    .where('member_id', '=', memberId)
    .execute();
  return rows.map((row) => row.group_id);
}

async function deleteEverything(
  { db, ledger }: WriteTransaction,
  organizationId: string,
  id: string,
): Promise<void> {
  await db.deleteFrom('entity_tags').where('control_plane_id', '=', id).execute();
  await db.deleteFrom('entity_references').where('control_plane_id', '=', id).execute();
  await db.deleteFrom('data_plane_certificates').where('control_plane_id', '=', id).execute();
  await db
    .deleteFrom('control_plane_group_members')
    .where((or) => or.or([or('group_id', '=', id), or('member_id', '=', id)]))
    .execute();
  await db.deleteFrom('entities').where('control_plane_id', '=', id).execute();
  await db.deleteFrom('changes').where('control_plane_id', '=', id).execute();
  await db.deleteFrom('control_plane_labels').where('control_plane_id', '=', id).execute();
  await db.deleteFrom('role_grants').where('control_plane_id', '=', id).execute();
  await db.deleteFrom('control_planes').where('id', '=', id).execute();
  ledger.forget(id, organizationId);
}

async function find(
  db: Kysely<Tables>,
  organizationId: string,
  id: string,
): Promise<StoredControlPlane | undefined> {
  const row = await db
    .selectFrom('control_planes')
    .select('body')
    .where('id', '=', id)
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  return row && parse(row.body);
}

async function nameIsTaken(db: Kysely<Tables>, organizationId: string, name: string): Promise<boolean> {
  const holder = await db
    .selectFrom('control_planes')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('name', '=', name)
    .executeTakeFirst();
  return holder !== undefined;
}

async function insertLabels(db: Kysely<Tables>, { id, labels }: StoredControlPlane): Promise<void> {
  const rows = Object.entries(labels).map(([key, value]) => ({ control_plane_id: id, key, value }));
  if (rows.length > 0) {
    await db.insertInto('control_plane_labels').values(rows).execute();
  }
}

function changed(before: StoredControlPlane, request: UpdateControlPlaneRequest): StoredControlPlane {
  return {
    ...before,
    name: request.name ?? before.name,
    description: request.description ?? before.description,
    labels: request.labels ?? before.labels,
    config: {
      ...before.config,
      auth_type: request.auth_type ?? before.config.auth_type,
      proxy_urls: request.proxy_urls ?? before.config.proxy_urls,
    },
  };
}

function columns(controlPlane: StoredControlPlane) {
  return {
    id: controlPlane.id,
    name: controlPlane.name,
    cluster_type: controlPlane.config.cluster_type,
    cloud_gateway: controlPlane.config.cloud_gateway ? 1 : 0,
    created_at: controlPlane.created_at,
    updated_at: controlPlane.updated_at,
    body: JSON.stringify(controlPlane),
  };
}

function parse(body: string): StoredControlPlane {
  return JSON.parse(body) as StoredControlPlane;
}
