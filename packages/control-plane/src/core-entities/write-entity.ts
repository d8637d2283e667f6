import { randomUUID } from 'node:crypto';
import {
  type CoreEntityError,
  foreignConstraintError,
  preconditionFailedError,
  uniqueConstraintError,
} from '@sluice/konnect-api';
import type { Precondition } from '../http/conditions.ts';
import type { WriteTransaction } from '../storage/database.ts';
import type { EntityLookup, StoredEntity } from '../storage/entity-statements.ts';
import { recordChange } from './change-log.ts';
import type { EntityDescriptor, EntityFields } from './entity-descriptor.ts';
import { indexOf } from './entity-index.ts';
import type { EntitySecrets } from './entity-secrets.ts';
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

interface Times {
  created_at: number;
  updated_at: number;
}

/** The entities that a write looks for: the one that has its id, those it refers to, the one that has its unique key. */
export function lookupOf({ descriptor, scope, draft }: EntityWrite): EntityLookup {
  const unique_key = descriptor.uniqueKey?.value(draft.fields);
  return {
    ids: [draft.id, draft.parentId, ...indexOf(descriptor, draft.fields).references.map(({ id }) => id)]
      .filter((id) => id !== undefined)
      .map((id) => ({ organization_id: scope.organizationId, id })),
    keys:
      unique_key === undefined
        ? []
        : [{ control_plane_id: scope.controlPlaneId, type: descriptor.type, unique_key }],
  };
}

/**
 * Creates or replaces an entity. Everything is checked before anything is written, in one transaction and by the only
 * writer: what was free when it was checked is free when it is written. A put of what is there already writes
 * nothing and leaves `updated_at`, so repeating one is free.
 */
export async function writeEntity(
  transaction: WriteTransaction,
  secrets: EntitySecrets,
  write: EntityWrite,
): Promise<WriteEntityResult> {
  const { descriptor, scope, draft, precondition } = write;
  const stored = draft.id === undefined ? undefined : await findById(transaction, scope, draft.id);
  const error =
    writeRefusal(await transaction.ledger.find(scope.controlPlaneId), scope) ??
    (await missingReference(transaction, write)) ??
    takenId(write, stored) ??
    (await takenKey(transaction, write));
  if (error !== undefined) {
    return { ok: false, error };
  }
  const before = stored && secrets.open(descriptor, stored.id, stored.body);
  if (precondition !== undefined && !precondition(before)) {
    return { ok: false, error: preconditionFailedError() };
  }
  const body =
    stored === undefined || before === undefined
      ? insertEntity(transaction, secrets, write)
      : await replaceEntity(transaction, secrets, write, stored, before);
  return { ok: true, body };
}

function findById(
  { entities }: WriteTransaction,
  { organizationId }: EntityScope,
  id: string,
): Promise<StoredEntity | undefined> {
  return entities.byId({ organization_id: organizationId, id });
}

async function missingReference(
  transaction: WriteTransaction,
  { descriptor, scope, draft }: EntityWrite,
): Promise<CoreEntityError | undefined> {
  const exists = async (type: string, id: string) => {
    const found = await findById(transaction, scope, id);
    return found?.type === type && found.control_plane_id === scope.controlPlaneId;
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
  stored: StoredEntity | undefined,
): CoreEntityError | undefined {
  const isThis = stored?.type === descriptor.type && stored.control_plane_id === scope.controlPlaneId;
  return stored === undefined || (isThis && mode === 'put')
    ? undefined
    : uniqueConstraintError('id', 'id', stored.id);
}

async function takenKey(
  { entities }: WriteTransaction,
  { descriptor, scope, draft }: EntityWrite,
): Promise<CoreEntityError | undefined> {
  const unique_key = descriptor.uniqueKey?.value(draft.fields);
  if (unique_key === undefined || descriptor.uniqueKey === undefined) {
    return undefined;
  }
  const { controlPlaneId: control_plane_id } = scope;
  const holder = await entities.byUniqueKey({ control_plane_id, type: descriptor.type, unique_key });
  const { index, field } = descriptor.uniqueKey;
  return holder === undefined || holder.id === draft.id
    ? undefined
    : uniqueConstraintError(index, field, unique_key);
}

function insertEntity(
  transaction: WriteTransaction,
  secrets: EntitySecrets,
  { descriptor, scope, draft }: EntityWrite,
): string {
  const id = draft.id ?? randomUUID();
  const time = now(descriptor);
  const body = serialize(id, draft, { created_at: time, updated_at: time });
  const entity = {
    organization_id: scope.organizationId,
    control_plane_id: scope.controlPlaneId,
    type: descriptor.type,
    id,
    ...columnsOf(descriptor, draft),
    body: secrets.seal(descriptor, id, body),
  };
  transaction.entities.insert(entity, indexOf(descriptor, draft.fields));
  recordChange(transaction, descriptor, {
    controlPlaneId: scope.controlPlaneId,
    entityId: id,
    before: null,
    after: body,
  });
  return body;
}

/** `before` is the JSON of what is stored, with its secret fields opened. */
async function replaceEntity(
  transaction: WriteTransaction,
  secrets: EntitySecrets,
  { descriptor, draft }: EntityWrite,
  stored: StoredEntity,
  before: string,
): Promise<string> {
  const fieldsBefore = JSON.parse(before) as Times & EntityFields;
  if (serialize(stored.id, draft, fieldsBefore) === before) {
    return before;
  }
  const times = { created_at: fieldsBefore.created_at, updated_at: now(descriptor) };
  const body = serialize(stored.id, draft, times);
  await transaction.entities.replace(
    { ...stored, ...columnsOf(descriptor, draft), body: secrets.seal(descriptor, stored.id, body) },
    indexOf(descriptor, fieldsBefore),
    indexOf(descriptor, draft.fields),
  );
  recordChange(transaction, descriptor, {
    controlPlaneId: stored.control_plane_id,
    entityId: stored.id,
    before,
    after: body,
  });
  return body;
}

/** What the table has of an entity beside its JSON. */
function columnsOf(
  descriptor: EntityDescriptor,
  draft: EntityDraft,
): Pick<StoredEntity, 'parent_id' | 'unique_key'> {
  return {
    parent_id: draft.parentId ?? null,
    unique_key: descriptor.uniqueKey?.value(draft.fields) ?? null,
  };
}

function serialize(id: string, draft: EntityDraft, { created_at, updated_at }: Times): string {
  return JSON.stringify({ ...draft.fields, id, created_at, updated_at });
}

/** Unix seconds, whole or with a fraction as the type has them. */
function now(descriptor: EntityDescriptor): number {
  const milliseconds = Date.now();
  return descriptor.times === 'seconds' ? Math.floor(milliseconds / 1000) : milliseconds / 1000;
}
