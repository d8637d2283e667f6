import type { Kysely } from 'kysely';
import type { AuditTable, Tables } from '../storage/tables.ts';
import type { AuditQuery } from './audit-query.ts';

/** An entry as it lies in the table. */
export type AuditEntry = Omit<AuditTable, 'seq' | 'organization_id'> & { seq: number };

/** A page of entries; `last` is where it ended when there are more. */
export interface AuditPage {
  entries: AuditEntry[];
  last: number | undefined;
}

/** Lists what was changed in an organisation, the newest first. */
export async function listAudit(
  db: Kysely<Tables>,
  organizationId: string,
  query: AuditQuery,
): Promise<AuditPage> {
  let found = db
    .selectFrom('audit')
    .select(['seq', 'control_plane_id', 'type', 'entity_id', 'operation', 'before', 'after', 'at'])
    .select(['user_id', 'token_name', 'request_id'])
    .where('organization_id', '=', organizationId);
  if (query.controlPlaneId !== undefined) {
    found = found.where('control_plane_id', '=', query.controlPlaneId);
  }
  if (query.entityId !== undefined) {
    found = found.where('entity_id', '=', query.entityId);
  }
  if (query.type !== undefined) {
    found = found.where('type', '=', query.type);
  }
  const { actor } = query;
  if (actor !== undefined) {
    found = found.where((or) => or.or([or('user_id', '=', actor), or('token_name', '=', actor)]));
  }
  if (query.since !== undefined) {
    found = found.where('at', '>=', query.since);
  }
  if (query.until !== undefined) {
    found = found.where('at', '<', query.until);
  }
  if (query.before !== undefined) {
    found = found.where('seq', '<', query.before);
  }
  const rows = await found
    .orderBy('seq', 'desc')
    .limit(query.size + 1)
    .execute();
  const entries = rows.slice(0, query.size);
  return { entries, last: rows.length > query.size ? entries.at(-1)?.seq : undefined };
}
