/** Who makes a request (authentication.k8s.io/v1 UserInfo). */
export interface User {
  name: string;
  /** Empty when the credential has none. */
  uid: string;
  groups: readonly string[];
  /** What else the credential says, by key. */
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** The group of everybody whose credential was accepted. */
export const AUTHENTICATED_GROUP = 'system:authenticated';

/** The group of those who have shown no credential. */
export const UNAUTHENTICATED_GROUP = 'system:unauthenticated';

/** The group that may do everything, whatever the roles say. */
export const MASTERS_GROUP = 'system:masters';

/** Who has shown no credential. */
export const anonymous: User = { name: 'system:anonymous', uid: '', groups: [UNAUTHENTICATED_GROUP] };

/** The server itself, when it writes on its own account. */
export const serverUser: User = {
  name: 'system:apiserver',
  uid: '',
  groups: [MASTERS_GROUP, AUTHENTICATED_GROUP],
};
