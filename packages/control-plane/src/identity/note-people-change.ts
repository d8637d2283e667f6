import type { WriteTransaction } from '../storage/database.ts';

/**
 * What became of an organisation, a user, a token or a link that signs somebody in; `before` and `after` are what an
 * administrator sees of it, never a secret.
 */
export interface PeopleChange {
  organizationId: string;
  type: 'organization' | 'user' | 'token' | 'sign_in_link';
  id: string;
  /** Absent for what was made. */
  before?: object | undefined;
  /** Absent for what is gone. */
  after?: object | undefined;
}

/** Writes the change into the audit trail, in the transaction of the change itself. */
export function notePeopleChange(
  { journal, actor }: Pick<WriteTransaction, 'journal' | 'actor'>,
  { organizationId, type, id, before, after }: PeopleChange,
): void {
  journal.addAudit({
    organization_id: organizationId,
    control_plane_id: null,
    type,
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
