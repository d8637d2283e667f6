import type { KubernetesObject } from '@sluice/controller-runtime';
import type { PolicyRule } from '@sluice/operator';
import { operatorUser } from '../state/credentials.ts';

const rbac = 'rbac.authorization.k8s.io';

/** What permits the local operator what its code asks for, in every namespace, and nothing else. */
export function operatorAccess(rules: readonly PolicyRule[]): {
  role: KubernetesObject & { rules: readonly PolicyRule[] };
  binding: KubernetesObject & { roleRef: object; subjects: object[] };
} {
  const apiVersion = `${rbac}/v1`;
  const metadata = { name: operatorUser };
  return {
    role: { apiVersion, kind: 'ClusterRole', metadata, rules },
    binding: {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: operatorUser },
      subjects: [{ apiGroup: rbac, kind: 'User', name: operatorUser }],
    },
  };
}
