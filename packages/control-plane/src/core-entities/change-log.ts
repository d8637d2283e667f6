import type { WriteTransaction } from '../storage/database.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';

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
 * Notes a change under the next revision of its control plane, for the change stream and for the audit trail, in the
 * transaction of the change: there is never one without the others. Secret fields don't get in.
 */
export function recordChange(
  { actor, journal, ledger }: WriteTransaction,
  descriptor: EntityDescriptor,
  { controlPlaneId, entityId, before, after }: EntityChange,
): void {
  const { revision, organizationId } = ledger.nextRevision(controlPlaneId);
  const change = {
    control_plane_id: controlPlaneId,
    type: descriptor.type,
    entity_id: entityId,
    operation: before === null ? 'create' : after === null ? 'delete' : 'update',
    before: before && redact(before, descriptor.secretFields),
    after: after && redact(after, descriptor.secretFields),
    at: new Date().toISOString(),
    user_id: actor.userId,
    token_name: actor.tokenName,
  } as const;
  journal.addChange({ ...change, revision });
  journal.addAudit({ ...change, organization_id: organizationId, request_id: actor.requestId });
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
