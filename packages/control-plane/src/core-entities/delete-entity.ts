import type { CoreEntityError } from '@sluice/konnect-api';
import type { WriteTransaction } from '../storage/database.ts';
import { recordChange } from './change-log.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import type { EntityQueries, EntityRow } from './entity-queries.ts';
import { replaceTags, tagsOf } from './entity-tags.ts';
import { type EntityScope, notFoundError, writeRefusal } from './write-access.ts';

/** What is to be deleted from where. */
export interface EntityDelete {
  descriptor: EntityDescriptor;
  scope: EntityScope;
  id: string;
  /** The parent that the path names, for types that have one. */
  parentId: string | undefined;
}

/**
 * Deletes an entity and, depth first, everything that lies below it, each with a change of its own. Answers the error
 * to send, or undefined when it is gone.
 */
export async function deleteEntity(
  transaction: WriteTransaction,
  queries: EntityQueries,
  descriptorOf: (type: string) => EntityDescriptor,
  { descriptor, scope, id, parentId }: EntityDelete,
): Promise<CoreEntityError | undefined> {
  const refusal = writeRefusal(await transaction.ledger.find(scope.controlPlaneId), scope);
  if (refusal !== undefined) {
    return refusal;
  }
  const [row] = await queries.byId(transaction.db, { organization_id: scope.organizationId, id });
  const isThere =
    row?.type === descriptor.type &&
    row.control_plane_id === scope.controlPlaneId &&
    row.parent_id === (parentId ?? null);
  if (row === undefined || !isThere) {
    return notFoundError('');
  }
  await deleteWithChildren(transaction, queries, descriptorOf, row);
  return undefined;
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
  await replaceTags(transaction, queries, row, tagsOf(JSON.parse(row.body)), []);
  await queries.remove(transaction.db, { seq: row.seq });
  recordChange(transaction, descriptorOf(row.type), {
    controlPlaneId: row.control_plane_id,
    entityId: row.id,
    before: row.body,
    after: null,
  });
}
