import { setTimeout as delay } from 'node:timers/promises';
import type { Condition, KubernetesObject, Resource } from '@sluice/controller-runtime';
import { findCondition, isKubernetesApiError } from '@sluice/controller-runtime';
import { crdManifest, kinds } from '@sluice/kong-resources';
import { UserError } from '../user-error.ts';
import { awaitObject } from './await-object.ts';
import type { Cluster } from './cluster.ts';
import { authConfiguration, localAuth, tokenSecret } from './local-objects.ts';
import { operatorAccess } from './operator-access.ts';

type WithConditions = KubernetesObject & { readonly status?: { readonly conditions?: readonly Condition[] } };

const definitions: Resource = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  plural: 'customresourcedefinitions',
  namespaced: false,
};
const clusterRoles: Resource = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterroles',
  namespaced: false,
};
const clusterRoleBindings: Resource = { ...clusterRoles, plural: 'clusterrolebindings' };
const secrets: Resource = { group: '', version: 'v1', plural: 'secrets', namespaced: true };
const authConfigurations: Resource = {
  group: 'konnect.konghq.com',
  version: 'v1alpha1',
  plural: 'konnectapiauthconfigurations',
  namespaced: true,
};

const controlPlanes: Resource = { ...authConfigurations, plural: 'konnectgatewaycontrolplanes' };
/** A control plane in the version that isn't stored. It is never made. */
const probe = {
  apiVersion: 'konnect.konghq.com/v1alpha1',
  kind: 'KonnectGatewayControlPlane',
  metadata: { name: 'conversion-probe', namespace: 'default' },
  spec: { name: 'conversion-probe', konnect: { authRef: { name: 'conversion-probe' } } },
};
const askAgainAfterMs = 50;
/** The operator isn't there yet; it says itself where it converts. */
const nobodyYet = { url: 'https://127.0.0.1:1/convert' };

/** What `up` itself writes is its own, so it takes those fields back from whoever changed them. */
const owner = { fieldManager: 'sluice-up', force: true };

/** Applies the CRDs of every kind, and resolves when all are served. */
export async function installDefinitions(cluster: Cluster): Promise<void> {
  await Promise.all(
    kinds.map(async (kind) => {
      const { client, signal } = cluster;
      const applied = await client.apply<WithConditions>(definitions, crdManifest(kind, nobodyYet), {
        ...owner,
        signal,
      });
      if (!isEstablished(applied)) await awaitEstablished(cluster, applied.metadata.name);
    }),
  );
}

/**
 * Resolves when control planes are converted between their versions, also for objects of an earlier start. The API
 * server asks the operator for that, which tells it the way when it has started.
 */
export async function awaitConversion({ client, signal }: Cluster): Promise<void> {
  for (;;) {
    try {
      await client.create(controlPlanes, probe, { dryRun: true, signal });
      return;
    } catch (error) {
      if (!isKubernetesApiError(error, 500) || signal.aborted) throw error;
      await delay(askAgainAfterMs, undefined, { signal });
    }
  }
}

/** Permits the operator what it needs. Resolves when it may. */
export async function installOperatorAccess({ client, signal }: Cluster): Promise<void> {
  // Loaded meanwhile, because the process that only looks after others needs no more of the operator.
  const { operatorRules } = await import('@sluice/operator');
  const { watched, cluster } = operatorRules();
  const { role, binding } = operatorAccess([...watched, ...cluster]);
  await Promise.all([
    client.apply(clusterRoles, role, { ...owner, signal }),
    client.apply(clusterRoleBindings, binding, { ...owner, signal }),
  ]);
}

/** Resolves when the kinds of a CRD are served. */
export async function awaitEstablished(cluster: Cluster, name: string): Promise<void> {
  await awaitObject<WithConditions>(cluster, { resource: definitions, name }, isEstablished);
}

/** Applies the Secret and the authentication configuration that lead to the control plane at `serverURL`. */
export async function installAuthentication(
  { client, signal }: Cluster,
  serverURL: string,
  token: string,
): Promise<void> {
  await client.apply(secrets, tokenSecret(token), { ...owner, signal });
  try {
    await client.apply(authConfigurations, authConfiguration(serverURL), { ...owner, signal });
  } catch (error) {
    if (!isKubernetesApiError(error, 422)) throw error;
    throw new UserError(
      `The KonnectAPIAuthConfiguration ${localAuth.namespace}/${localAuth.name} in this state folder can't lead to ` +
        `${serverURL}: ${error.message}. Delete it, or use another --state-dir.`,
      { cause: error },
    );
  }
}

/** Resolves when the operator has found the authentication configuration valid. */
export async function awaitAuthentication(cluster: Cluster): Promise<void> {
  await awaitObject<WithConditions>(
    cluster,
    { resource: authConfigurations, ...localAuth },
    ({ metadata, status }) => {
      const condition = findCondition(status?.conditions, 'APIAuthValid');
      return condition?.status === 'True' && condition.observedGeneration === metadata.generation;
    },
  );
}

function isEstablished({ status }: WithConditions): boolean {
  return findCondition(status?.conditions, 'Established')?.status === 'True';
}
