import type { ChangeTable } from '../storage/tables.ts';

/** One change, as text that is the same for whoever reads it. */
export interface FeedChange {
  revision: number;
  /** The event but for its id; see `changeText`. */
  text: string;
}

const NAMES = { create: 'created', update: 'updated', delete: 'deleted' } as const;

/**
 * A change in the format of server-sent events (HTML standard, 9.2), but for the id, which not every stream gives. The
 * entity is text already and is not parsed again.
 */
export function changeText(change: ChangeTable): string {
  const head = JSON.stringify({
    control_plane_id: change.control_plane_id,
    revision: change.revision,
    type: change.type,
    id: change.entity_id,
    at: change.at,
    actor: { user_id: change.user_id, token_name: change.token_name },
  }).slice(0, -1);
  return (
    `event: ${NAMES[change.operation]}\n` +
    `data: ${head},"before":${change.before ?? 'null'},"after":${change.after ?? 'null'}}\n\n`
  );
}

/** The event of a change in a stream of one control plane: its id is the revision, with which a client resumes. */
export function changeEvent({ revision, text }: FeedChange): string {
  return `id: ${revision}\n${text}`;
}

/** The first event of a stream of an organisation, before it is known which control planes it tells of. */
export const OPENING_EVENT = 'event: ready\ndata: {}\n\n';

/**
 * From which revision on a stream of an organisation tells what changes in a control plane. Where that isn't the one that
 * the client was at, changes between the two aren't told.
 */
export function beginEvent(controlPlaneId: string, revision: number): string {
  return `event: begin\ndata: ${JSON.stringify({ control_plane_id: controlPlaneId, revision })}\n\n`;
}

/** A stream of an organisation tells nothing more of a control plane, and goes on with the others. */
export function goneEvent(controlPlaneId: string, reason: 'deleted' | 'no-role'): string {
  return `event: gone\ndata: ${JSON.stringify({ control_plane_id: controlPlaneId, reason, ...ENDS[reason] })}\n\n`;
}

/** The first event of a stream of one control plane: from where on it tells what changes. */
export function readyEvent(revision: number): string {
  return `retry: ${RETRY_MS}\nid: ${revision}\nevent: ready\ndata: ${JSON.stringify({ revision })}\n\n`;
}

/** Why a stream ended, where the client has to know. */
export type StreamEnd =
  | { reason: 'out-of-reach'; revision: number; oldest: number | undefined }
  | { reason: 'deleted' | 'signed-out' | 'no-role' | 'slow-reader' | 'shutdown' };

/** The last event of a stream. It has no id, so that a client goes on from the last change it saw. */
export function endEvent(end: StreamEnd): string {
  const { status, message } = ENDS[end.reason];
  return `event: end\ndata: ${JSON.stringify({ status, ...end, message })}\n\n`;
}

/** Keeps the connection, and what stands between, from taking silence for the end. */
export const HEARTBEAT = ': heartbeat\n\n';

/** How long a client that lost its connection waits before it comes back. */
const RETRY_MS = 1_000;

const ENDS: Readonly<Record<StreamEnd['reason'], { status: number; message: string }>> = {
  'out-of-reach': {
    status: 410,
    message:
      'The changes after this revision are not kept. Read the entities anew and go on from `revision`.',
  },
  deleted: { status: 404, message: 'The control plane was deleted.' },
  'signed-out': { status: 401, message: 'The token or session was revoked or has expired.' },
  // As for a control plane that isn't there: that is what it is now to who reads.
  'no-role': { status: 404, message: 'There is no such control plane any more for this token or session.' },
  'slow-reader': { status: 503, message: 'The reader is too slow. Resume with Last-Event-ID.' },
  shutdown: { status: 503, message: 'The server stops. Resume with Last-Event-ID.' },
};
