import { describe, expect, it } from 'vitest';
import { describeField, describeType, paragraphs } from './field-descriptions.ts';
import { kubernetesTypes } from './kubernetes-types.ts';
import { type KubernetesType, referencedType } from './read-types.ts';

/** The names of all fields in JSON, those of inner types that are inline, too. */
function fieldNames({ fields }: KubernetesType): string[] {
  return fields.flatMap(({ name, shape }) =>
    name === undefined ? fieldNames(referencedType(shape.of)) : [name],
  );
}

const kinds = [...kubernetesTypes.matchAll(/^([a-z]\S*\.\S+) kind\b/gm)].map(([, name = '']) => name);
/** Kinds that have descriptions elsewhere, or are shown by no path of their own. */
const elsewhere =
  /^(core\.v1\.(ConfigMap|Event|Namespace|Secret|ServiceAccount|Binding|PodStatusResult|RangeAllocation|ComponentStatus|SerializedReference)|coordination\.|apiextensions|autoscaling\.v1\.Scale|events\.|apiregistration|policy\.v1\.Eviction|meta\.)/;

describe('what fields are for', () => {
  it('is said of fields that there are', () => {
    for (const { types, fields } of paragraphs()) {
      const known = new Set(['.', ...types.flatMap((name) => fieldNames(referencedType(name)))]);
      expect([types.join(' '), [...fields.keys()].filter((field) => !known.has(field))]).toEqual([
        types.join(' '),
        [],
      ]);
    }
  });

  it('is said once of each type', () => {
    const types = paragraphs().flatMap((paragraph) => paragraph.types);
    expect(types.filter((type, index) => types.indexOf(type) !== index)).toEqual([]);
  });

  it('is said in whole sentences', () => {
    for (const { types, fields } of paragraphs()) {
      for (const [field, text] of fields) expect(text, `${types[0]} ${field}`).toMatch(/^\S.*\.$/);
    }
  });

  it.each(kinds.filter((name) => !elsewhere.test(name)))(
    'is said of %s and what stands on its top level',
    (name) => {
      expect(describeType(name)).toBeDefined();
      const top = fieldNames(referencedType(name)).filter((field) => field !== 'metadata');
      expect(top.filter((field) => describeField(name, field) === undefined)).toEqual([]);
    },
  );

  it.each([
    'apps.v1.DeploymentSpec',
    'apps.v1.DeploymentStatus',
    'apps.v1.StatefulSetSpec',
    'apps.v1.DaemonSetSpec',
    'apps.v1.ReplicaSetSpec',
    'autoscaling.v2.HorizontalPodAutoscalerSpec',
    'batch.v1.CronJobSpec',
    'batch.v1.JobSpec',
    'core.v1.Container',
    'core.v1.ContainerPort',
    'core.v1.EnvVar',
    'core.v1.PersistentVolumeClaimSpec',
    'core.v1.PodSpec',
    'core.v1.PodSecurityContext',
    'core.v1.SecurityContext',
    'core.v1.ServicePort',
    'core.v1.ServiceSpec',
    'core.v1.Toleration',
    'core.v1.VolumeMount',
    'networking.v1.HTTPIngressPath',
    'networking.v1.IngressSpec',
    'networking.v1.NetworkPolicySpec',
    'policy.v1.PodDisruptionBudgetSpec',
    'rbac.v1.PolicyRule',
  ])('is said of every field of %s', (name) => {
    const fields = fieldNames(referencedType(name));
    expect(fields.filter((field) => describeField(name, field) === undefined)).toEqual([]);
  });
});
