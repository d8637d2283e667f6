import { MASTERS_GROUP, type User } from '../auth/user.ts';
import { ALL, type PolicyRule, ruleAllows } from './policy-rule.ts';
import type { Grant, RbacIndex } from './rbac-index.ts';
import { RBAC_GROUP, type RoleRef } from './rbac-objects.ts';
import { isPath, type RequestAttributes } from './request-attributes.ts';

/** Whether somebody may do something, and why. */
export type Decision =
  | {
      allowed: true;
      /** What permits it; undefined for those who may do everything. */
      grant: Grant | undefined;
    }
  | {
      allowed: false;
      /** Roles that the user was given and that don't exist: they may be why. */
      missingRoles: readonly RoleRef[];
    };

/** What somebody may do altogether. */
export interface EffectiveRules {
  rules: readonly PolicyRule[];
  missingRoles: readonly RoleRef[];
}

const everything: readonly PolicyRule[] = [
  { verbs: [ALL], apiGroups: [ALL], resources: [ALL] },
  { verbs: [ALL], nonResourceURLs: [ALL] },
];

/** Decides who may do what: the group `system:masters` everything, others what their roles permit. */
export class Authorizer {
  readonly #index: RbacIndex;

  constructor(index: RbacIndex) {
    this.#index = index;
  }

  decide(user: User, attributes: RequestAttributes): Decision {
    if (user.groups.includes(MASTERS_GROUP)) return { allowed: true, grant: undefined };
    const namespace = isPath(attributes) ? '' : attributes.namespace;
    const missingRoles: RoleRef[] = [];
    for (const grant of this.#index.grants(user, namespace)) {
      const rules = this.#index.rules(grant.roleRef, grant.namespace);
      if (rules === undefined) missingRoles.push(grant.roleRef);
      else if (rules.some((rule) => ruleAllows(rule, attributes))) return { allowed: true, grant };
    }
    return { allowed: false, missingRoles };
  }

  /** All that a user may do in a namespace; without one, what they may do in all. */
  rulesFor(user: User, namespace: string): EffectiveRules {
    if (user.groups.includes(MASTERS_GROUP)) return { rules: everything, missingRoles: [] };
    const rules: PolicyRule[] = [];
    const missingRoles: RoleRef[] = [];
    for (const grant of this.#index.grants(user, namespace)) {
      const found = this.#index.rules(grant.roleRef, grant.namespace);
      if (found === undefined) missingRoles.push(grant.roleRef);
      else rules.push(...found);
    }
    return { rules, missingRoles };
  }

  /** The rules of a role; undefined when it doesn't exist. */
  roleRules(role: RoleRef, namespace: string): readonly PolicyRule[] | undefined {
    return this.#index.rules(role, namespace);
  }
}

/** Why a decision is as it is, in the words of kube-apiserver; empty when there is nothing to say. */
export function reasonOf(decision: Decision): string {
  if (!decision.allowed) return missingRolesText(decision.missingRoles);
  const { grant } = decision;
  if (grant === undefined) return '';
  const { kind, name, namespace, roleRef, subject } = grant;
  const place = namespace === '' ? name : `${name}/${namespace}`;
  const who =
    subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace || namespace}` : subject.name;
  return (
    `RBAC: allowed by ${kind} ${JSON.stringify(place)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} ` +
    `to ${subject.kind} ${JSON.stringify(who)}`
  );
}

function missingRolesText(roles: readonly RoleRef[]): string {
  const texts = roles.map(
    ({ kind, name }) => `${kind.toLowerCase()}.${RBAC_GROUP} ${JSON.stringify(name)} not found`,
  );
  if (texts.length === 0) return '';
  return `RBAC: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`;
}
