import { type CoreEntityError, preconditionFailedError, referredConstraintError } from '@sluice/konnect-api';
import type { Precondition } from '../http/conditions.ts';
import type { WriteTransaction } from '../storage/database.ts';
import type { EntityLookup, StoredEntity } from '../storage/entity-statements.ts';
import { recordChange } from './change-log.ts';
import type { EntityDescriptor, EntityFields } from './entity-descriptor.ts';
import { indexOf } from './entity-index.ts';
import type { EntitySecrets } from './entity-secrets.ts';
import type { EntityTypes } from './entity-types.ts';
import { type EntityScope, notFoundError, writeRefusal } from './write-access.ts';

/** What is to be deleted from where. */
export interface EntityDelete {
  descriptor: EntityDescriptor;
  scope: EntityScope;
  id: string;
  /** The parent that the path names, for types that have one. */
  parentId: string | undefined;
  /** What must hold of the entity. */
  precondition?: Precondition | undefined;
}

/** The entity that a deletion looks for. */
export function deleteLookupOf({ scope, id }: EntityDelete): EntityLookup {
  return { ids: [{ organization_id: scope.organizationId, id }], keys: [] };
}

/**
 * Deletes an entity and, from the bottom up, everything that lies below it, each with a change of its own. Refused, with
 * nothing deleted, as long as something that would stay refers to it. Answers the error to send, or undefined when it
 * is gone.
 */
export async function deleteEntity(
  transaction: WriteTransaction,
  types: EntityTypes,
  secrets: EntitySecrets,
  { descriptor, scope, id, parentId, precondition }: EntityDelete,
): Promise<CoreEntityError | undefined> {
  const refusal = writeRefusal(await transaction.ledger.find(scope.controlPlaneId), scope);
  if (refusal !== undefined) {
    return refusal;
  }
  const entity = await transaction.entities.byId({ organization_id: scope.organizationId, id });
  const isThere =
    entity?.type === descriptor.type &&
    entity.control_plane_id === scope.controlPlaneId &&
    (parentId === undefined || entity.parent_id === parentId);
  if (entity === undefined || !isThere) {
    return notFoundError('');
  }
  if (precondition !== undefined && !precondition(secrets.open(descriptor, entity.id, entity.body))) {
    return preconditionFailedError();
  }
  const below = await childrenOf(transaction, types, [entity]);
  const error = (await referringField(transaction, types, entity)) ?? childThatStays(types, entity, below);
  if (error === undefined) {
    await deleteBelow(transaction, types, below);
    deleteOne(transaction, types, entity);
  }
  return error;
}

/** Why the entity can't go: a field of another one refers to it. */
async function referringField(
  { entities }: WriteTransaction,
  types: EntityTypes,
  entity: StoredEntity,
): Promise<CoreEntityError | undefined> {
  if (!types.isReferredTo(entity.type)) {
    return undefined;
  }
  const [referrer] = await entities.referencesTo(entity);
  if (referrer === undefined) {
    return undefined;
  }
  const { field, referrer_type: type, referrer_id } = referrer;
  const index = types.descriptor(type).foreignKeys.find((key) => key.field === field)?.index ?? field;
  return referredConstraintError(index, field, entity.id, `${type} ${referrer_id}`);
}

/** Why the entity can't go: another one lies below it and doesn't go with it. */
function childThatStays(
  types: EntityTypes,
  entity: StoredEntity,
  children: readonly StoredEntity[],
): CoreEntityError | undefined {
  for (const child of children) {
    const link = types.descriptor(child.type).parent;
    if (link?.onParentDelete === 'refuse') {
      return referredConstraintError(link.index, `${link.field}.id`, entity.id, `${child.type} ${child.id}`);
    }
  }
  return undefined;
}

/** Nothing is asked of the database for types that can't have anything below them. */
async function childrenOf(
  { entities }: WriteTransaction,
  types: EntityTypes,
  parents: readonly StoredEntity[],
): Promise<StoredEntity[]> {
  const possible = parents.filter(({ type }) => types.isParent(type));
  return possible.length === 0 ? [] : entities.childrenOf(possible);
}

async function deleteBelow(
  transaction: WriteTransaction,
  types: EntityTypes,
  children: readonly StoredEntity[],
): Promise<void> {
  if (children.length === 0) {
    return;
  }
  await deleteBelow(transaction, types, await childrenOf(transaction, types, children));
  for (const child of children) {
    deleteOne(transaction, types, child);
  }
}

function deleteOne(transaction: WriteTransaction, types: EntityTypes, entity: StoredEntity): void {
  const descriptor = types.descriptor(entity.type);
  transaction.entities.remove(entity, indexOf(descriptor, JSON.parse(entity.body) as EntityFields));
  recordChange(transaction, descriptor, {
    controlPlaneId: entity.control_plane_id,
    entityId: entity.id,
    before: entity.body,
    after: null,
  });
}
