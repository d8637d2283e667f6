import type { Clock } from '../clock/clock.ts';
import type { ClusterCredentials } from './cluster-config.ts';
import { FileToken } from './file-token.ts';

/** Gives each call its `Authorization` header, and learns when the server refused one. */
export interface Authorization {
  /** The header's value, undefined for none; a promise only where something has to be read first. */
  header(): string | undefined | Promise<string | undefined>;
  /** The server answered 401. */
  refused(): void;
}

/** Chooses how to authorise calls. A client certificate isn't this one's business: TLS carries it. */
export function createAuthorization(credentials: ClusterCredentials, clock: Clock): Authorization {
  const { plugin, tokenFile, token, basic } = credentials;
  if (plugin !== undefined) return { header: () => plugin.header(), refused: () => plugin.expire() };
  if (tokenFile !== undefined) {
    const file = new FileToken(tokenFile, clock);
    return { header: async () => `Bearer ${await file.read()}`, refused: () => file.expire() };
  }
  if (token !== undefined) return fixed(`Bearer ${token}`);
  if (basic !== undefined) {
    return fixed(`Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`);
  }
  return fixed(undefined);
}

function fixed(header: string | undefined): Authorization {
  return { header: () => header, refused: () => undefined };
}
