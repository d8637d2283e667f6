import type { Authorizer } from '../../authorization/authorizer.ts';
import { checkRoleEscalation } from '../../authorization/escalation.ts';
import { RBAC_GROUP, type RoleKind } from '../../authorization/rbac-objects.ts';
import { nameColumn } from '../../table/printer-columns.ts';
import { column } from '../../table/table-column.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { builtIn } from './built-in.ts';
import { pathSegmentErrors, roleErrors } from './validate-rbac.ts';

const createdColumn = column(
  'Created At',
  'date',
  'CreationTimestamp is a timestamp representing the server time when this object was created.',
  ({ metadata }) => metadata.creationTimestamp ?? null,
);

/** Roles: what may be done in one namespace. */
export function role(authorizer: Authorizer): ResourceDefinition {
  return roleKind('Role', true, authorizer);
}

/** ClusterRoles: what may be done in all namespaces, outside of them, or wherever they are bound. */
export function clusterRole(authorizer: Authorizer): ResourceDefinition {
  return roleKind('ClusterRole', false, authorizer);
}

function roleKind(kind: RoleKind, namespaced: boolean, authorizer: Authorizer): ResourceDefinition {
  const plural = `${kind.toLowerCase()}s`;
  return builtIn({
    group: RBAC_GROUP,
    version: 'v1',
    kind,
    plural,
    namespaced,
    columns: [nameColumn, createdColumn],
    strategy: {
      createsOnUpdate: true,
      validateName: pathSegmentErrors,
      validate: (object) => roleErrors(object, namespaced),
      checkAccess: (object, existing, { user, namespace, name }) =>
        checkRoleEscalation(authorizer, user, object, existing, { resource: plural, namespace, name }),
    },
  });
}
