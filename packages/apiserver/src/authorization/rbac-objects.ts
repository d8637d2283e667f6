import type { KubeObject } from '../kube-object.ts';
import type { PolicyRule } from './policy-rule.ts';

/** The group of the kinds that say who may do what. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** The tables of those kinds. */
export const RBAC_TABLES = {
  Role: `roles.${RBAC_GROUP}`,
  ClusterRole: `clusterroles.${RBAC_GROUP}`,
  RoleBinding: `rolebindings.${RBAC_GROUP}`,
  ClusterRoleBinding: `clusterrolebindings.${RBAC_GROUP}`,
} as const;

/** The kinds of roles. */
export type RoleKind = 'Role' | 'ClusterRole';

/** The role that a binding gives to its subjects. */
export interface RoleRef {
  apiGroup: string;
  kind: RoleKind;
  name: string;
}

/** Who a binding gives its role to. */
export interface Subject {
  kind: 'User' | 'Group' | 'ServiceAccount';
  apiGroup?: string;
  name: string;
  /** Of ServiceAccounts only. */
  namespace?: string;
}

/** A Role or ClusterRole as it is stored: its schema and its kind's rules have seen it. */
export interface Role extends KubeObject {
  rules?: readonly PolicyRule[];
}

/** A RoleBinding or ClusterRoleBinding as it is stored. */
export interface Binding extends KubeObject {
  kind: 'RoleBinding' | 'ClusterRoleBinding';
  roleRef: RoleRef;
  subjects?: readonly Subject[];
}
