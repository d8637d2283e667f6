/** Who makes a request. */
export interface User {
  name: string;
  /** Empty when the credential has none. */
  uid: string;
  groups: readonly string[];
}

/** The group of everybody whose credential was accepted. */
export const AUTHENTICATED_GROUP = 'system:authenticated';
