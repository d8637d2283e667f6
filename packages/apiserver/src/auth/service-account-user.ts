import { AUTHENTICATED_GROUP, type User } from './user.ts';

const PREFIX = 'system:serviceaccount:';
const ALL_ACCOUNTS_GROUP = 'system:serviceaccounts';

/** A ServiceAccount by its place. */
export interface ServiceAccountName {
  namespace: string;
  name: string;
}

/** The name under which a ServiceAccount makes requests. */
export function serviceAccountUserName({ namespace, name }: ServiceAccountName): string {
  return `${PREFIX}${namespace}:${name}`;
}

/** The account behind a user's name; undefined when it is no such name. */
export function parseServiceAccountUser(userName: string): ServiceAccountName | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(userName) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/** The groups of every account of a namespace. */
export function serviceAccountGroups(namespace: string): string[] {
  return [ALL_ACCOUNTS_GROUP, `${ALL_ACCOUNTS_GROUP}:${namespace}`];
}

/** A ServiceAccount as one who makes requests. */
export function serviceAccountUser(
  account: ServiceAccountName & { uid: string },
  extra: NonNullable<User['extra']>,
): User {
  return {
    name: serviceAccountUserName(account),
    uid: account.uid,
    groups: [...serviceAccountGroups(account.namespace), AUTHENTICATED_GROUP],
    extra,
  };
}
