import { ApiError } from './api-error.ts';
import type { Actor } from './change.ts';
import { request } from './request.ts';

/** One entry of the audit trail: who changed what, from what to what. Secret fields are redacted. */
export interface AuditEntry {
  /** ISO 8601. */
  at: string;
  actor: Actor;
  request_id: string;
  /** Null for what belongs to the organisation: tokens, people. */
  control_plane_id: string | null;
  type: string;
  entity_id: string;
  operation: 'create' | 'update' | 'delete';
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** A page of the trail, newest first; `offset` is there while older ones follow. */
export interface AuditPage {
  data: AuditEntry[];
  offset?: string;
}

const PAGE_SIZE = '50';

/** What happened to one entity; undefined where the control plane keeps no history of it. */
export async function readHistory(
  controlPlaneId: string,
  entityId: string,
  offset?: string,
): Promise<AuditPage | undefined> {
  const path = `/sluice/v1/control-planes/${encodeURIComponent(controlPlaneId)}/entities/${encodeURIComponent(entityId)}/history`;
  return readPage(path, offset);
}

/** What happened in the organisation; undefined where the control plane keeps no trail, or hides it from this person. */
export async function readAudit(offset?: string): Promise<AuditPage | undefined> {
  return readPage('/sluice/v1/audit', offset);
}

async function readPage(path: string, offset: string | undefined): Promise<AuditPage | undefined> {
  const parameters = new URLSearchParams({ size: PAGE_SIZE, ...(offset === undefined ? {} : { offset }) });
  try {
    return await request(`${path}?${parameters}`);
  } catch (error) {
    if (error instanceof ApiError && [403, 404].includes(error.status)) return undefined;
    throw error;
  }
}
