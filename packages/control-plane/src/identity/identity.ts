import type { RoleGrant } from '../access/role.ts';

/** On whose behalf a request comes. */
export interface Identity {
  organizationId: string;
  /** Whether the organisation is the one that runs the server. */
  founding: boolean;
  userId: string;
  userName: string;
  roles: readonly RoleGrant[];
  /** Whether a token or a session of the page proves it. */
  credential: 'token' | 'session';
  /** The id of the token or session, by which it is found and limited. */
  credentialId: string;
  /** The name of the token, for logs and audit; never the token. A session is called `session`. */
  tokenName: string;
}
