/** On whose behalf something is written, as the audit trail and the change stream keep it. */
export interface Actor {
  /** The user or system account; null for the server itself. */
  userId: string | null;
  /** The name of the token or session; never the token. */
  tokenName: string;
  /** The request, as its errors and the log name it; null for what no request asked for. */
  requestId: string | null;
}

/** The server itself, for what it does on its own account. */
export const SERVER_ACTOR: Actor = { userId: null, tokenName: 'server', requestId: null };
