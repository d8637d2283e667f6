import { apiServiceSpec, apiServiceStatus } from '../built-in-schemas/api-service.ts';
import * as crd from '../built-in-schemas/custom-resource-definition.ts';
import { eventSeries, eventSource } from '../built-in-schemas/event.ts';
import { leaseSpec } from '../built-in-schemas/lease.ts';
import { listMeta } from '../built-in-schemas/list-meta.ts';
import { namespaceCondition, namespaceSpec, namespaceStatus } from '../built-in-schemas/namespace.ts';
import { managedFieldsEntry, objectMeta, ownerReference } from '../built-in-schemas/object-meta.ts';
import { localObjectReference, objectReference } from '../built-in-schemas/object-reference.ts';
import { scaleSchema, scaleSpec, scaleStatus } from '../built-in-schemas/scale.ts';
import {
  deleteOptions,
  preconditions,
  statusCause,
  statusDetails,
  statusSchema,
} from '../built-in-schemas/status.ts';
import type { SchemaProps } from '../schema/schema-props.ts';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const core = 'io.k8s.api.core.v1';
const apiregistration = 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1';
const apiextensions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';

/** The body of any patch. */
export const patchBody: SchemaProps = {
  type: 'object',
  description: 'What is to change, in the form that the content type names.',
};

/** Schemas that have a name of their own in OpenAPI documents; every use of one is a reference to it. */
export const definitionNames: ReadonlyMap<SchemaProps, string> = new Map([
  [objectMeta, `${meta}.ObjectMeta`],
  [managedFieldsEntry, `${meta}.ManagedFieldsEntry`],
  [ownerReference, `${meta}.OwnerReference`],
  [listMeta, `${meta}.ListMeta`],
  [statusSchema, `${meta}.Status`],
  [statusDetails, `${meta}.StatusDetails`],
  [statusCause, `${meta}.StatusCause`],
  [deleteOptions, `${meta}.DeleteOptions`],
  [preconditions, `${meta}.Preconditions`],
  [patchBody, `${meta}.Patch`],
  [namespaceSpec, `${core}.NamespaceSpec`],
  [namespaceStatus, `${core}.NamespaceStatus`],
  [namespaceCondition, `${core}.NamespaceCondition`],
  [objectReference, `${core}.ObjectReference`],
  [localObjectReference, `${core}.LocalObjectReference`],
  [eventSource, `${core}.EventSource`],
  [eventSeries, `${core}.EventSeries`],
  [scaleSchema, 'io.k8s.api.autoscaling.v1.Scale'],
  [scaleSpec, 'io.k8s.api.autoscaling.v1.ScaleSpec'],
  [scaleStatus, 'io.k8s.api.autoscaling.v1.ScaleStatus'],
  [leaseSpec, 'io.k8s.api.coordination.v1.LeaseSpec'],
  [apiServiceSpec, `${apiregistration}.APIServiceSpec`],
  [apiServiceStatus, `${apiregistration}.APIServiceStatus`],
  [crd.crdSpec, `${apiextensions}.CustomResourceDefinitionSpec`],
  [crd.crdStatus, `${apiextensions}.CustomResourceDefinitionStatus`],
  [crd.crdNames, `${apiextensions}.CustomResourceDefinitionNames`],
  [crd.crdVersion, `${apiextensions}.CustomResourceDefinitionVersion`],
  [crd.crdColumn, `${apiextensions}.CustomResourceColumnDefinition`],
  [crd.crdValidation, `${apiextensions}.CustomResourceValidation`],
  [crd.crdSubresources, `${apiextensions}.CustomResourceSubresources`],
  [crd.crdConversion, `${apiextensions}.CustomResourceConversion`],
  [crd.crdCondition, `${apiextensions}.CustomResourceDefinitionCondition`],
]);

/**
 * The name of a kind: that of its Go type for built-in kinds (`io.k8s.api.core.v1.Secret`), and the group turned
 * round for custom ones (`com.konghq.configuration.v1alpha1.KongTarget`).
 */
export function kindDefinitionName(
  resource: { group: string; version: string; builtIn: boolean },
  kind: string,
): string {
  const { group, version, builtIn } = resource;
  if (group === 'apiextensions.k8s.io') return `${apiextensions}.${kind}`;
  if (group === 'apiregistration.k8s.io') return `${apiregistration}.${kind}`;
  if (!builtIn) return `${group.split('.').reverse().join('.')}.${version}.${kind}`;
  return `io.k8s.api.${group === '' ? 'core' : group.replace(/\..*$/, '')}.${version}.${kind}`;
}
