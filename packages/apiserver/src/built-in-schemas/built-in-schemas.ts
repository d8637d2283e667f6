import type { SchemaProps } from '../schema/schema-props.ts';
import { apiServiceSchema } from './api-service.ts';
import { configMapSchema } from './config-map.ts';
import { customResourceDefinitionSchema } from './custom-resource-definition.ts';
import { coreEventSchema, eventSchema } from './event.ts';
import { leaseSchema } from './lease.ts';
import { namespaceSchema } from './namespace.ts';
import { type KubernetesType, kubernetesType, typeNameOf } from './read-types.ts';
import { scaleSchema } from './scale.ts';
import { secretSchema } from './secret.ts';
import { serviceAccountSchema } from './service-account.ts';
import { rootSchema } from './type-schema.ts';

/** Kinds whose fields are described. */
const described = new Map<string, SchemaProps>([
  ['/ConfigMap', configMapSchema],
  ['/Event', coreEventSchema],
  ['/Namespace', namespaceSchema],
  ['/Secret', secretSchema],
  ['/ServiceAccount', serviceAccountSchema],
  ['apiextensions.k8s.io/CustomResourceDefinition', customResourceDefinitionSchema],
  ['apiregistration.k8s.io/APIService', apiServiceSchema],
  ['autoscaling/Scale', scaleSchema],
  ['coordination.k8s.io/Lease', leaseSchema],
  ['events.k8s.io/Event', eventSchema],
]);

/**
 * The root schema of a kind that the server itself brings: for validation, for merging, and for what clients are
 * told. It is made when first asked for.
 *
 * @param group empty for the core group
 * @throws Error for a kind that has none, which is a mistake of the programmer
 */
export function builtInSchema(group: string, version: string, kind: string): SchemaProps {
  const schema = described.get(`${group}/${kind}`) ?? rootSchema(typeNameOf(group, version, kind));
  if (schema === undefined)
    throw new Error(`There is no built-in schema for ${kind} in group ${group || 'core'}`);
  return schema;
}

/** The type that the schema of a kind was made of; undefined for kinds that are described by hand. */
export function builtInType(group: string, version: string, kind: string): KubernetesType | undefined {
  return described.has(`${group}/${kind}`) ? undefined : kubernetesType(typeNameOf(group, version, kind));
}
