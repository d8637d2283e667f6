import { type CoreEntityError, preconditionFailedError, referredConstraintError } from '@sluice/konnect-api';
import type { Precondition } from '../http/conditions.ts';
import type { WriteTransaction } from '../storage/database.ts';
import { recordChange } from './change-log.ts';
import type { EntityDescriptor, EntityFields } from './entity-descriptor.ts';
import type { EntityQueries, EntityRow } from './entity-queries.ts';
import { replaceReferences } from './entity-references.ts';
import type { EntitySecrets } from './entity-secrets.ts';
import { replaceTags, tagsOf } from './entity-tags.ts';
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

/**
 * Deletes an entity and, depth first, everything that lies below it, each with a change of its own. Refused, with
 * nothing deleted, as long as something that would stay refers to it. Answers the error to send, or undefined when it
 * is gone.
 */
export async function deleteEntity(
  transaction: WriteTransaction,
  queries: EntityQueries,
  secrets: EntitySecrets,
  descriptorOf: (type: string) => EntityDescriptor,
  { descriptor, scope, id, parentId, precondition }: EntityDelete,
): Promise<CoreEntityError | undefined> {
  const refusal = writeRefusal(await transaction.ledger.find(scope.controlPlaneId), scope);
  if (refusal !== undefined) {
    return refusal;
  }
  const [row] = await queries.byId(transaction.db, { organization_id: scope.organizationId, id });
  const isThere =
    row?.type === descriptor.type &&
    row.control_plane_id === scope.controlPlaneId &&
    (parentId === undefined || row.parent_id === parentId);
  if (row === undefined || !isThere) {
    return notFoundError('');
  }
  if (precondition !== undefined && !precondition(secrets.open(descriptor, row.id, row.body))) {
    return preconditionFailedError();
  }
  const error = await stillReferred(transaction, queries, descriptorOf, row);
  if (error === undefined) {
    await deleteWithChildren(transaction, queries, descriptorOf, row);
  }
  return error;
}

/** Why the entity can't go: another one refers to it, or lies below it and doesn't go with it. */
async function stillReferred(
  transaction: WriteTransaction,
  queries: EntityQueries,
  descriptorOf: (type: string) => EntityDescriptor,
  { id, control_plane_id }: EntityRow,
): Promise<CoreEntityError | undefined> {
  const [referrer] = await queries.referrersOf(transaction.db, { control_plane_id, referred_id: id });
  if (referrer !== undefined) {
    const { field, referrer_type: type, referrer_id } = referrer;
    const index = descriptorOf(type).foreignKeys.find((key) => key.field === field)?.index ?? field;
    return referredConstraintError(index, field, id, `${type} ${referrer_id}`);
  }
  const children = await queries.childrenOf(transaction.db, { parent_id: id });
  const child = children.find((row) => row.control_plane_id === control_plane_id);
  const link = child && descriptorOf(child.type).parent;
  return child !== undefined && link?.onParentDelete === 'refuse'
    ? referredConstraintError(link.index, `${link.field}.id`, id, `${child.type} ${child.id}`)
    : undefined;
}

async function deleteWithChildren(
  transaction: WriteTransaction,
  queries: EntityQueries,
  descriptorOf: (type: string) => EntityDescriptor,
  row: EntityRow,
): Promise<void> {
  for (const child of await queries.childrenOf(transaction.db, { parent_id: row.id })) {
    if (child.control_plane_id === row.control_plane_id) {
      await deleteWithChildren(transaction, queries, descriptorOf, child);
    }
  }
  const entity = JSON.parse(row.body) as EntityFields;
  await replaceTags(transaction, queries, row, tagsOf(entity), []);
  await replaceReferences(transaction, queries, descriptorOf(row.type), row, entity, undefined);
  await queries.remove(transaction.db, { seq: row.seq });
  recordChange(transaction, descriptorOf(row.type), {
    controlPlaneId: row.control_plane_id,
    entityId: row.id,
    before: row.body,
    after: null,
  });
}
