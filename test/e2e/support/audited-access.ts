import { readFileSync } from 'node:fs';
import type { Kubectl } from './kubectl.ts';

/** A request as the audit log of the API server has it. */
interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username?: string };
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus: { readonly code: number };
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

interface Role {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules: readonly Rule[];
}

/** What an account asked for so far, as the log tells. */
export function requestsOf(account: string, auditLog: string): AuditEvent[] {
  return readFileSync(auditLog, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line): AuditEvent => JSON.parse(line))
    .filter(({ user }) => user.username === account);
}

/** The requests that were refused for want of a permission, in words. */
export function forbidden(requests: readonly AuditEvent[]): string[] {
  return requests
    .filter(({ responseStatus }) => responseStatus.code === 403)
    .map(({ verb, requestURI }) => `${verb} ${requestURI}`);
}

/** Every permission that the release's roles give and no request needed, in words. */
export async function unused(kubectl: Kubectl, requests: readonly AuditEvent[]): Promise<string[]> {
  const selector = ['--selector', 'app.kubernetes.io/instance=sluice', '--output', 'json'];
  const [ofCluster, ofNamespaces] = await Promise.all([
    kubectl.ok(['get', 'clusterroles', ...selector]),
    kubectl.ok(['get', 'roles', '--all-namespaces', ...selector]),
  ]);
  const roles: Role[] = [...JSON.parse(ofCluster).items, ...JSON.parse(ofNamespaces).items];
  const needed = new Map<string, boolean>();
  for (const { metadata, rules } of roles) {
    for (const permission of rules.flatMap(permissionsOf)) {
      // A role of the same name in several namespaces is one: no object has to be in each of them.
      const words = `${permission.verb} ${permission.resource} ${permission.name} by ${metadata.name}`;
      const isUsed = requests.some((request) => uses(request, permission, metadata.namespace));
      needed.set(words, isUsed || (needed.get(words) ?? false));
    }
  }
  return [...needed].filter(([, isUsed]) => !isUsed).map(([words]) => words);
}

/** One verb on one resource; the name is empty where all are permitted. */
interface Permission {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name: string;
}

function permissionsOf({ apiGroups, resources, verbs, resourceNames = [''] }: Rule): Permission[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => resourceNames.map((name) => ({ verb, group, resource, name }))),
    ),
  );
}

function uses({ verb, objectRef, requestURI }: AuditEvent, wanted: Permission, within?: string): boolean {
  if (objectRef === undefined) return false;
  const { apiGroup = '', resource, subresource, namespace, name } = objectRef;
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  // A list of one name has that in its selector alone.
  const isNamed =
    wanted.name === '' ||
    wanted.name === name ||
    requestURI.includes(encodeURIComponent(`metadata.name=${wanted.name}`));
  return (
    verb === wanted.verb &&
    apiGroup === wanted.group &&
    whole === wanted.resource &&
    isNamed &&
    (within === undefined || within === namespace)
  );
}
