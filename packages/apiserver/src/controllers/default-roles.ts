import {
  aggregationLabel,
  type DefaultRole,
  defaultBindings,
  defaultClusterRoles,
  defaultRoleRef,
} from '../authorization/default-roles.ts';
import { missingRules } from '../authorization/missing-rules.ts';
import { type Binding, RBAC_GROUP, RBAC_TABLES, type Role } from '../authorization/rbac-objects.ts';
import type { JsonObject, KubeObject } from '../kube-object.ts';
import { createObject } from '../registry/create-object.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import type { ResourceDefinition } from '../registry/resource-definition.ts';
import { jsonEqual } from '../schema/json-equal.ts';
import { objectKey } from '../storage/stored-entry.ts';
import { changeObject, serverTarget, serverWrite } from './server-write.ts';

/** Who sets it to `false` keeps their own version of a default role or binding. */
const AUTO_UPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

/**
 * Creates the default roles and bindings where they are missing, and adds to those that are there what they lack.
 * What somebody has added to them stays.
 */
export async function reconcileDefaultRoles(context: RegistryContext): Promise<void> {
  const roles = Object.entries(defaultClusterRoles).map(([name, wanted]) => {
    const { rules } = wanted;
    const [labels, aggregationRule] = [labelsOf(wanted), aggregationOf(wanted)];
    const content = { rules, ...(aggregationRule && { aggregationRule }) };
    return reconcile(context, 'ClusterRole', { name, labels }, content, (role: Role) => {
      if (aggregationRule !== undefined) role['aggregationRule'] ??= aggregationRule;
      // What a role gathers is seen to by the aggregation.
      else role.rules = [...(role.rules ?? []), ...missingRules(role.rules ?? [], rules)];
    });
  });
  const bindings = Object.entries(defaultBindings).map(([name, subjects]) =>
    reconcile(
      context,
      'ClusterRoleBinding',
      { name, labels: {} },
      { roleRef: defaultRoleRef(name), subjects },
      (binding) => {
        const held = (binding as Binding).subjects ?? [];
        const missing = subjects.filter((subject) => !held.some((one) => jsonEqual(one, subject)));
        binding['subjects'] = [...held, ...missing];
      },
    ),
  );
  await Promise.all([...roles, ...bindings]);
}

async function reconcile(
  context: RegistryContext,
  kind: 'ClusterRole' | 'ClusterRoleBinding',
  { name, labels }: { name: string; labels: Record<string, string> },
  content: object,
  complete: (object: KubeObject) => void,
): Promise<void> {
  const resource = definitionOf(context, kind);
  const target = serverTarget(resource, { namespace: '', name });
  const entry = context.store.table(resource.id).head(objectKey('', name));
  if (entry !== undefined) {
    await changeObject(context, target, entry.uid, (object) => {
      if (object.metadata.annotations?.[AUTO_UPDATE] !== 'true') return;
      object.metadata.labels = { ...object.metadata.labels, ...labels };
      complete(object);
    });
    return;
  }
  const metadata = {
    name,
    annotations: { [AUTO_UPDATE]: 'true' },
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
  };
  const value = { apiVersion: `${RBAC_GROUP}/v1`, kind, metadata, ...content };
  await createObject(context, target, { value, duplicates: [] }, serverWrite);
}

function labelsOf({ gatheredBy }: DefaultRole): Record<string, string> {
  return gatheredBy === undefined ? {} : { [aggregationLabel(gatheredBy)]: 'true' };
}

function aggregationOf({ gathers }: DefaultRole): JsonObject | undefined {
  if (gathers === undefined) return undefined;
  return { clusterRoleSelectors: [{ matchLabels: { [aggregationLabel(gathers)]: 'true' } }] };
}

function definitionOf(
  { catalog }: RegistryContext,
  kind: 'ClusterRole' | 'ClusterRoleBinding',
): ResourceDefinition {
  const resource = catalog.get(RBAC_TABLES[kind]);
  if (resource === undefined) throw new Error(`${kind} is not served`);
  return resource;
}
