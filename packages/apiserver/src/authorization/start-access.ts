import { Authenticator } from '../auth/authenticator.ts';
import { BearerTokens, type TokenRecord } from '../auth/bearer-tokens.ts';
import { ServiceAccountTokens } from '../auth/service-account-tokens.ts';
import { keepSigningKeys } from '../auth/signing-keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { Authorizer } from './authorizer.ts';
import { RbacIndex } from './rbac-index.ts';

/** Who somebody is, and what they may do. */
export interface Access {
  authenticator: Authenticator;
  authorizer: Authorizer;
  /** The tokens of ServiceAccounts. */
  tokens: ServiceAccountTokens;
}

/**
 * Reads or makes what it takes to know people and their permissions.
 *
 * @throws DataDirUnusableError when a key in the folder is none
 */
export function startAccess(
  store: ObjectStore,
  dataDir: string,
  records: readonly TokenRecord[],
  now: () => Date,
): Access {
  const tokens = new ServiceAccountTokens(keepSigningKeys(dataDir), store, now);
  return {
    authenticator: new Authenticator(new BearerTokens(records), tokens),
    authorizer: new Authorizer(new RbacIndex(store)),
    tokens,
  };
}
