/** Who changed something: a user or system account, through a token where there was one. */
export interface Actor {
  user_id: string | null;
  token_name: string | null;
}

/**
 * One change of an entity, as the change stream tells it. The types are those of the control plane's entities, and those
 * of its own changes; the page looks at upstreams, targets and the `control_plane`. Secret fields are redacted by the control plane.
 */
export interface Change {
  /** Dense and growing within a control plane. */
  revision: number;
  type: string;
  id: string;
  /** ISO 8601. */
  at: string;
  actor: Actor;
  /** Null for a new entity. */
  before: Record<string, unknown> | null;
  /** Null for a deleted one. */
  after: Record<string, unknown> | null;
}

/** Whether a change is of an upstream itself or of one of its targets. */
export function concernsUpstream(change: Change, upstreamId: string): boolean {
  if (change.type === 'upstream') return change.id === upstreamId;
  if (change.type !== 'target') return false;
  const { upstream } = change.after ?? change.before ?? {};
  return typeof upstream === 'object' && upstream !== null && 'id' in upstream && upstream.id === upstreamId;
}
