import type { IncomingHttpHeaders } from 'node:http';
import type { ResourceAttributes } from '../authorization/request-attributes.ts';
import { badRequest } from '../status/api-error.ts';
import { parseServiceAccountUser, serviceAccountGroups } from './service-account-user.ts';
import { AUTHENTICATED_GROUP, anonymous, UNAUTHENTICATED_GROUP, type User } from './user.ts';

/** In whose name a request wants to be made, and what one has to be permitted for that. */
export interface Impersonation {
  name: string;
  uid: string;
  groups: readonly string[];
  extra: Readonly<Record<string, readonly string[]>>;
  asks: readonly ResourceAttributes[];
}

const EXTRA_PREFIX = 'impersonate-extra-';
const AUTHENTICATION_GROUP = 'authentication.k8s.io';

/**
 * Reads the headers `Impersonate-User`, `-Group`, `-Uid` and `-Extra-…`. Undefined when there are none.
 *
 * @param rawHeaders names and values in turn: groups may hold commas, so joined ones can't be taken apart
 * @throws ApiError 400 when there are others and no user
 */
export function readImpersonation(
  headers: IncomingHttpHeaders,
  rawHeaders: readonly string[],
): Impersonation | undefined {
  const name = headers['impersonate-user'];
  if (name === undefined || name === '') {
    for (const header in headers) {
      if (!header.startsWith('impersonate-')) continue;
      throw badRequest(
        `the header ${header} was sent without impersonating a user: send Impersonate-User, too`,
      );
    }
    return undefined;
  }
  const groups: string[] = [];
  let uid = '';
  const extra = new Map<string, string[]>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index]?.toLowerCase() ?? '';
    const value = textOf(rawHeaders[index + 1] ?? '');
    if (header === 'impersonate-group') groups.push(value);
    else if (header === 'impersonate-uid') uid = value;
    else if (header.startsWith(EXTRA_PREFIX)) {
      const key = decodeKey(header.slice(EXTRA_PREFIX.length));
      extra.set(key, [...(extra.get(key) ?? []), value]);
    }
  }
  const user = { name: textOf(String(name)), uid, groups, extra: Object.fromEntries(extra) };
  return { ...user, asks: permissionsFor(user) };
}

/** Headers come as one character per byte, and Go clients send UTF-8. */
function textOf(header: string): string {
  return Buffer.from(header, 'latin1').toString();
}

/** The user whom a request is made for, in the groups that such a user is in whatever the headers say. */
export function impersonatedUser({ name, uid, groups, extra }: Impersonation): User {
  const account = parseServiceAccountUser(name);
  const own = groups.length === 0 && account !== undefined ? serviceAccountGroups(account.namespace) : groups;
  // Whoever names strangers as a group means one of them, even under another name.
  const isStranger = name === anonymous.name || own.includes(UNAUTHENTICATED_GROUP);
  const status = isStranger ? UNAUTHENTICATED_GROUP : AUTHENTICATED_GROUP;
  return { name, uid, groups: own.includes(status) ? own : [...own, status], extra };
}

/** One permission to `impersonate` for the user, for each group, for the UID and for each extra value. */
function permissionsFor({ name, uid, groups, extra }: Omit<Impersonation, 'asks'>): ResourceAttributes[] {
  const account = parseServiceAccountUser(name);
  const asks = [
    account === undefined
      ? ask({ resource: 'users', name })
      : ask({ resource: 'serviceaccounts', name: account.name, namespace: account.namespace }),
    ...groups.map((group) => ask({ resource: 'groups', name: group })),
  ];
  if (uid !== '') asks.push(ask({ group: AUTHENTICATION_GROUP, resource: 'uids', name: uid }));
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) {
      asks.push(ask({ group: AUTHENTICATION_GROUP, resource: 'userextras', subresource: key, name: value }));
    }
  }
  return asks;
}

function ask(what: Partial<ResourceAttributes> & { resource: string; name: string }): ResourceAttributes {
  return { verb: 'impersonate', group: '', subresource: '', namespace: '', ...what };
}

/** Keys may be escaped as in URLs, because header names can't hold every character. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch (error) {
    if (error instanceof URIError) return key;
    throw error;
  }
}
