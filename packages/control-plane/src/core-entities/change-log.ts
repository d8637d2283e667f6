import type { WriteTransaction } from '../storage/database.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import type { EntityQueries } from './entity-queries.ts';

/** What takes the place of a secret in a change. */
const REDACTED = '<redacted>';

/** An entity before and after; `before` is null for a new one, `after` for one that was deleted. */
export interface EntityChange {
  controlPlaneId: string;
  entityId: string;
  before: string | null;
  after: string | null;
}

/**
 * Notes a change under the next revision of its control plane, in the transaction of the change: there is never one
 * without the other. Secret fields don't get in.
 */
export async function recordChange(
  transaction: WriteTransaction,
  queries: EntityQueries,
  descriptor: EntityDescriptor,
  change: EntityChange,
): Promise<void> {
  const { before, after } = change;
  await queries.addChange(transaction.db, {
    control_plane_id: change.controlPlaneId,
    revision: transaction.ledger.nextRevision(change.controlPlaneId),
    type: descriptor.type,
    entity_id: change.entityId,
    operation: before === null ? 'create' : after === null ? 'delete' : 'update',
    before: before && redact(before, descriptor.secretFields),
    after: after && redact(after, descriptor.secretFields),
    at: new Date().toISOString(),
  });
}

function redact(body: string, secretFields: readonly string[]): string {
  if (secretFields.length === 0) {
    return body;
  }
  const entity = JSON.parse(body) as Record<string, unknown>;
  for (const field of secretFields) {
    if (field in entity) {
      entity[field] = REDACTED;
    }
  }
  return JSON.stringify(entity);
}
