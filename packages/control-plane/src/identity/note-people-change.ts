import type { WriteTransaction } from '../storage/database.ts';

/** What became of a user or token; `before` and `after` are what an administrator sees of it, never a secret. */
export interface PeopleChange {
  organizationId: string;
  type: 'user' | 'token';
  id: string;
  before: object | undefined;
  after: object | undefined;
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
