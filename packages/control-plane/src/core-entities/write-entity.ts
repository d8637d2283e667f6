import { randomUUID } from 'node:crypto';
import {
  type CoreEntityError,
  foreignConstraintError,
  preconditionFailedError,
  uniqueConstraintError,
} from '@sluice/konnect-api';
import type { Precondition } from '../http/conditions.ts';
import type { WriteTransaction } from '../storage/database.ts';
import { recordChange } from './change-log.ts';
import type { EntityDescriptor, EntityFields } from './entity-descriptor.ts';
import type { EntityQueries, EntityRow } from './entity-queries.ts';
import { replaceReferences } from './entity-references.ts';
import type { EntitySecrets } from './entity-secrets.ts';
import { replaceTags, tagsOf } from './entity-tags.ts';
import type { EntityDraft } from './read-entity.ts';
import { type EntityScope, writeRefusal } from './write-access.ts';

/** The entity as JSON, or the error to answer. */
export type WriteEntityResult = { ok: true; body: string } | { ok: false; error: CoreEntityError };

/** What is to be written where. */
export interface EntityWrite {
  descriptor: EntityDescriptor;
  scope: EntityScope;
  draft: EntityDraft;
  /** `create` refuses an id that is taken; `put` replaces what has it. */
  mode: 'create' | 'put';
  /** What must hold of the entity that is there, or isn't. */
  precondition?: Precondition | undefined;
}

interface Stored {
  created_at: number;
  updated_at: number;
  tags?: unknown;
}

/**
 * Creates or replaces an entity. Everything is checked before anything is written, in one transaction and by the only
 * writer: what was free when it was checked is free when it is written. A put of what is there already writes
 * nothing and leaves `updated_at`, so repeating one is free.
 */
export async function writeEntity(
  transaction: WriteTransaction,
  queries: EntityQueries,
  secrets: EntitySecrets,
  write: EntityWrite,
): Promise<WriteEntityResult> {
  const { descriptor, scope, draft, precondition } = write;
  const id = draft.id ?? randomUUID();
  const uniqueKey = descriptor.uniqueKey?.value(draft.fields) ?? null;
  const [stored] = await queries.byId(transaction.db, { organization_id: scope.organizationId, id });
  const existing = stored && { ...stored, body: secrets.open(descriptor, stored.id, stored.body) };
  const error =
    writeRefusal(await transaction.ledger.find(scope.controlPlaneId), scope) ??
    (await missingReference(transaction, queries, write)) ??
    takenId(write, id, existing) ??
    (await takenKey(transaction, queries, write, id, uniqueKey));
  if (error !== undefined) {
    return { ok: false, error };
  }
  if (precondition !== undefined && !precondition(existing?.body)) {
    return { ok: false, error: preconditionFailedError() };
  }
  return existing === undefined
    ? insertEntity(transaction, queries, secrets, write, id, uniqueKey)
    : replaceEntity(transaction, queries, secrets, write, existing, uniqueKey);
}

async function missingReference(
  transaction: WriteTransaction,
  queries: EntityQueries,
  { descriptor, scope, draft }: EntityWrite,
): Promise<CoreEntityError | undefined> {
  const exists = async (type: string, id: string) => {
    const [row] = await queries.byId(transaction.db, { organization_id: scope.organizationId, id });
    return row?.type === type && row.control_plane_id === scope.controlPlaneId;
  };
  const { parent } = descriptor;
  if (parent !== undefined && draft.parentId !== undefined && !(await exists(parent.type, draft.parentId))) {
    return foreignConstraintError(parent.index, `${parent.field}.id`, draft.parentId);
  }
  for (const key of descriptor.foreignKeys) {
    const id = key.id(draft.fields)?.toLowerCase();
    if (id !== undefined && !(await exists(key.type, id))) {
      return foreignConstraintError(key.index, key.field, id);
    }
  }
  return undefined;
}

/** An id is taken for a POST in any case, for a PUT when something else has it: another type or control plane. */
function takenId(
  { descriptor, scope, mode }: EntityWrite,
  id: string,
  existing: EntityRow | undefined,
): CoreEntityError | undefined {
  const isThis = existing?.type === descriptor.type && existing.control_plane_id === scope.controlPlaneId;
  return existing === undefined || (isThis && mode === 'put')
    ? undefined
    : uniqueConstraintError('id', 'id', id);
}

async function takenKey(
  transaction: WriteTransaction,
  queries: EntityQueries,
  { descriptor, scope }: EntityWrite,
  id: string,
  uniqueKey: string | null,
): Promise<CoreEntityError | undefined> {
  if (uniqueKey === null || descriptor.uniqueKey === undefined) {
    return undefined;
  }
  const [holder] = await queries.byUniqueKey(transaction.db, {
    control_plane_id: scope.controlPlaneId,
    type: descriptor.type,
    unique_key: uniqueKey,
  });
  const { index, field } = descriptor.uniqueKey;
  return holder === undefined || holder.id === id
    ? undefined
    : uniqueConstraintError(index, field, uniqueKey);
}

async function insertEntity(
  transaction: WriteTransaction,
  queries: EntityQueries,
  secrets: EntitySecrets,
  { descriptor, scope, draft }: EntityWrite,
  id: string,
  uniqueKey: string | null,
): Promise<WriteEntityResult> {
  const time = now(descriptor);
  const body = serialize(id, draft, { created_at: time, updated_at: time });
  const [inserted] = await queries.insert(transaction.db, {
    organization_id: scope.organizationId,
    control_plane_id: scope.controlPlaneId,
    type: descriptor.type,
    id,
    parent_id: draft.parentId ?? null,
    unique_key: uniqueKey,
    body: secrets.seal(descriptor, id, body),
  });
  if (inserted === undefined) {
    throw new Error(`The database did not say where it put ${descriptor.type} ${id}`);
  }
  const row = { control_plane_id: scope.controlPlaneId, type: descriptor.type, id, seq: inserted.seq };
  await replaceTags(transaction, queries, row, [], tagsOf(draft.fields));
  await replaceReferences(transaction, queries, descriptor, row, undefined, draft.fields);
  recordChange(transaction, descriptor, {
    controlPlaneId: scope.controlPlaneId,
    entityId: id,
    before: null,
    after: body,
  });
  return { ok: true, body };
}

async function replaceEntity(
  transaction: WriteTransaction,
  queries: EntityQueries,
  secrets: EntitySecrets,
  { descriptor, draft }: EntityWrite,
  existing: EntityRow,
  uniqueKey: string | null,
): Promise<WriteEntityResult> {
  const before = JSON.parse(existing.body) as Stored & EntityFields;
  const unchanged = serialize(existing.id, draft, before);
  if (unchanged === existing.body) {
    return { ok: true, body: unchanged };
  }
  const body = serialize(existing.id, draft, { created_at: before.created_at, updated_at: now(descriptor) });
  const parentId = draft.parentId ?? null;
  await queries.update(transaction.db, {
    seq: existing.seq,
    parent_id: parentId,
    unique_key: uniqueKey,
    body: secrets.seal(descriptor, existing.id, body),
  });
  await replaceTags(transaction, queries, existing, tagsOf(before), tagsOf(draft.fields));
  await replaceReferences(transaction, queries, descriptor, existing, before, draft.fields);
  recordChange(transaction, descriptor, {
    controlPlaneId: existing.control_plane_id,
    entityId: existing.id,
    before: existing.body,
    after: body,
  });
  return { ok: true, body };
}

function serialize(
  id: string,
  draft: EntityDraft,
  { created_at, updated_at }: Pick<Stored, 'created_at' | 'updated_at'>,
): string {
  return JSON.stringify({ ...draft.fields, id, created_at, updated_at });
}

/** Unix seconds, whole or with a fraction as the type has them. */
function now(descriptor: EntityDescriptor): number {
  const milliseconds = Date.now();
  return descriptor.times === 'seconds' ? Math.floor(milliseconds / 1000) : milliseconds / 1000;
}
