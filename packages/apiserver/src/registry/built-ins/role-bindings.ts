import type { Authorizer } from '../../authorization/authorizer.ts';
import { checkBindingEscalation } from '../../authorization/escalation.ts';
import { type Binding, RBAC_GROUP, type Subject } from '../../authorization/rbac-objects.ts';
import type { KubeObject } from '../../kube-object.ts';
import { isObject } from '../../schema/json-object.ts';
import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import { column, type TableColumn } from '../../table/table-column.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { builtIn } from './built-in.ts';
import { bindingErrors, pathSegmentErrors } from './validate-rbac.ts';

/** RoleBindings: who has a role in one namespace. */
export function roleBinding(authorizer: Authorizer): ResourceDefinition {
  return bindingKind('RoleBinding', true, authorizer);
}

/** ClusterRoleBindings: who has a ClusterRole everywhere. */
export function clusterRoleBinding(authorizer: Authorizer): ResourceDefinition {
  return bindingKind('ClusterRoleBinding', false, authorizer);
}

function bindingKind(kind: Binding['kind'], namespaced: boolean, authorizer: Authorizer): ResourceDefinition {
  const plural = `${kind.toLowerCase()}s`;
  return builtIn({
    group: RBAC_GROUP,
    version: 'v1',
    kind,
    plural,
    namespaced,
    columns: [
      nameColumn,
      column('Role', 'string', 'The role that the subjects have.', (object) => roleOf(asBinding(object))),
      ageColumn,
      subjectsColumn('Users', 'User'),
      subjectsColumn('Groups', 'Group'),
      subjectsColumn('ServiceAccounts', 'ServiceAccount'),
    ],
    strategy: {
      createsOnUpdate: true,
      validateName: pathSegmentErrors,
      prepareForCreate: setGroups,
      prepareForUpdate: setGroups,
      validate: (object, existing) =>
        bindingErrors(asBinding(object), existing && asBinding(existing), namespaced),
      checkAccess: (object, existing, { user, namespace, name }) =>
        checkBindingEscalation(authorizer, user, asBinding(object), existing && asBinding(existing), {
          resource: plural,
          namespace,
          name,
        }),
    },
  });
}

/** Whoever names no group means that of the kinds of roles; ServiceAccounts are of the core group. */
function setGroups(object: KubeObject): void {
  const { roleRef, subjects } = object;
  if (isObject(roleRef)) object['roleRef'] = { ...roleRef, apiGroup: roleRef['apiGroup'] || RBAC_GROUP };
  if (!Array.isArray(subjects)) return;
  object['subjects'] = subjects.map((subject: Subject) =>
    subject.kind === 'ServiceAccount' ? subject : { ...subject, apiGroup: subject.apiGroup || RBAC_GROUP },
  );
}

/** A binding that lacks its role is refused by its schema; until then it is one of nothing. */
function asBinding(object: KubeObject): Binding {
  const roleRef = object['roleRef'] ?? { apiGroup: RBAC_GROUP, kind: '', name: '' };
  return { ...object, roleRef } as Binding;
}

function roleOf({ roleRef: { kind, name } }: Binding): string {
  return `${kind}/${name}`;
}

function subjectsColumn(name: string, kind: Subject['kind']): TableColumn {
  const cell = (object: KubeObject): string =>
    (asBinding(object).subjects ?? [])
      .filter((subject) => subject.kind === kind)
      .map((subject) => (subject.namespace ? `${subject.namespace}/${subject.name}` : subject.name))
      .join(', ');
  return column(name, 'string', `${name} that have the role.`, cell, { priority: 1 });
}
