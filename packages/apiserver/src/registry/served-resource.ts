import type { SchemaProps } from '../schema/schema-props.ts';

/** A column that `kubectl get` shows (apiextensions.k8s.io/v1 CustomResourceColumnDefinition). */
export interface PrinterColumn {
  name: string;
  type: string;
  format?: string;
  description?: string;
  priority?: number;
  jsonPath: string;
}

/** Where the subresource `scale` finds its numbers (apiextensions.k8s.io/v1 CustomResourceSubresourceScale). */
export interface ScalePaths {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

/** One resource in one served version: all that discovery, OpenAPI, tables and patches need to know of it. */
export interface ServedResource {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  listKind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  verbs: string[];
  /** Root schema: `apiVersion`, `kind`, `metadata` and the kind's own fields. */
  schema: SchemaProps;
  statusSubresource: boolean;
  scaleSubresource: boolean;
  scale?: ScalePaths;
  printerColumns: PrinterColumn[];
  /** JSON paths usable in field selectors beside `metadata.name` and `metadata.namespace`. */
  selectableFields: string[];
  deprecationWarning?: string;
  /** Its definition is being deleted: objects go, and none come. */
  isTerminating?: boolean;
  /** True for the kinds that the server itself brings; they alone take strategic merge patches. */
  builtIn: boolean;
}
