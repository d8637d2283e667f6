import { hash } from 'node:crypto';
import type { KonnectAPIAuthConfiguration } from '@sluice/kong-resources';
import type { KonnectClient } from '@sluice/konnect-api';
import type { Attempt, KonnectServer } from '../konnect/konnect-server.ts';

/** The right to make calls to one server in the name of one organisation. */
export interface Session {
  /** Whose token the calls carry. */
  readonly auth: KonnectAPIAuthConfiguration;
  readonly server: KonnectServer;
  readonly client: KonnectClient;
  readonly organizationId: string;
  /** Tells tokens apart without showing them. */
  readonly tokenFingerprint: string;
}

/** Makes a call through the server's gate. See `KonnectServer.attempt`. */
export function attempt<T>(
  session: Session,
  call: (client: KonnectClient) => Promise<T>,
): Promise<Attempt<T>> {
  return session.server.attempt(session.client, call);
}

/** A fingerprint that is the same for the same token and says nothing about it. */
export function fingerprint(token: string): string {
  return hash('sha256', token, 'hex').slice(0, 16);
}
