import type { User } from '../auth/user.ts';
import type { KubeObject } from '../kube-object.ts';
import { jsonEqual } from '../schema/json-equal.ts';
import { forbidden, notFound } from '../status/api-error.ts';
import type { Authorizer } from './authorizer.ts';
import { describeRules, quoteList } from './describe-rules.ts';
import { missingRules } from './missing-rules.ts';
import { ALL, type PolicyRule } from './policy-rule.ts';
import { type Binding, RBAC_GROUP, type Role } from './rbac-objects.ts';

/** Where a role or binding is written to. */
export interface WritePlace {
  /** The plural. */
  resource: string;
  namespace: string;
  /** Empty for a POST. */
  name: string;
}

const everything: readonly PolicyRule[] = [
  { verbs: [ALL], apiGroups: [ALL], resources: [ALL] },
  { verbs: [ALL], nonResourceURLs: [ALL] },
];

/**
 * Nobody may write a role that permits more than they may do themselves, unless they may `escalate` it: whoever may
 * write roles could otherwise make themselves anything.
 *
 * @throws ApiError 403 that names what they lack
 */
export function checkRoleEscalation(
  authorizer: Authorizer,
  user: User,
  role: Role,
  existing: Role | undefined,
  place: WritePlace,
): void {
  if (existing !== undefined && differsOnlyInCleanUp(role, existing)) return;
  if (authorizer.decide(user, { verb: 'escalate', group: RBAC_GROUP, subresource: '', ...place }).allowed)
    return;
  const held = authorizer.rulesFor(user, place.namespace).rules;
  const missing = missingRules(held, role.rules ?? []);
  if (missing.length > 0) throw refusal(user, role, place, missing);
  // What an aggregation will gather can't be known in advance, and nobody may free a role of what it has gathered.
  const gathers = [role, existing].some((one) => one?.['aggregationRule'] !== undefined);
  if (gathers && missingRules(held, everything).length > 0) {
    const why = 'must have cluster-admin privileges to use an aggregationRule';
    throw forbidden({ group: RBAC_GROUP, resource: place.resource }, role.metadata.name ?? '', why);
  }
}

/**
 * Nobody may give a role to others that permits more than they may do themselves, unless they may `bind` it.
 *
 * @throws ApiError 403 that names what they lack, 404 when the role doesn't exist
 */
export function checkBindingEscalation(
  authorizer: Authorizer,
  user: User,
  binding: Binding,
  existing: Binding | undefined,
  place: WritePlace,
): void {
  if (existing !== undefined && differsOnlyInCleanUp(binding, existing)) return;
  const { roleRef } = binding;
  const resource = `${roleRef.kind.toLowerCase()}s`;
  const { namespace } = place;
  const bind = { verb: 'bind', group: RBAC_GROUP, resource, subresource: '', namespace, name: roleRef.name };
  if (authorizer.decide(user, bind).allowed) return;
  const rules = authorizer.roleRules(roleRef, namespace);
  if (rules === undefined) throw notFound({ group: RBAC_GROUP, resource }, roleRef.name);
  const missing = missingRules(authorizer.rulesFor(user, namespace).rules, rules);
  if (missing.length > 0) throw refusal(user, binding, place, missing);
}

/** Whether an update only lets go of an object, as the garbage collector does on behalf of anybody. */
function differsOnlyInCleanUp(object: KubeObject, existing: KubeObject): boolean {
  return jsonEqual(withoutCleanUp(object), withoutCleanUp(existing));
}

function withoutCleanUp(object: KubeObject): unknown {
  const { finalizers, ownerReferences, managedFields, resourceVersion, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function refusal(
  { name, groups }: User,
  object: KubeObject,
  { resource }: WritePlace,
  missing: readonly PolicyRule[],
): Error {
  const why =
    `user ${JSON.stringify(name)} (groups=${quoteList(groups)}) is attempting to grant RBAC permissions not ` +
    `currently held:\n${describeRules(missing).join('\n')}`;
  return forbidden({ group: RBAC_GROUP, resource }, object.metadata.name ?? '', why);
}
