import type { TLSSocket } from 'node:tls';
import { AUTHENTICATED_GROUP, type User } from './user.ts';

/** Users by connection: a certificate can't change within one. */
const users = new WeakMap<TLSSocket, User | null>();

/**
 * The user of a connection's client certificate: its common name, in the groups that its organisations name
 * (Kubernetes' X.509 authentication). Undefined when there is no certificate that the client CA has signed.
 */
export function certificateUser(socket: TLSSocket): User | undefined {
  let user = users.get(socket);
  if (user === undefined) {
    user = readUser(socket);
    users.set(socket, user);
  }
  return user ?? undefined;
}

function readUser(socket: TLSSocket): User | null {
  if (!socket.authorized) return null;
  const subject = socket.getPeerCertificate()?.subject;
  const [name] = several(subject?.CN);
  if (name === undefined) return null;
  return { name, uid: '', groups: [...several(subject?.O), AUTHENTICATED_GROUP] };
}

/** OpenSSL's names are a string, or a list where an attribute occurs more than once. */
function several(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
