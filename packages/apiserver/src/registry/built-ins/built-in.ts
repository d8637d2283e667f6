import { builtInSchema } from '../../built-in-schemas/built-in-schemas.ts';
import type { MessageType } from '../../protobuf/message-type.ts';
import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import type { TableColumn } from '../../table/table-column.ts';
import { subdomainErrors } from '../metadata/names.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { ResourceVersion } from '../resource-version.ts';
import type { Strategy } from '../strategy.ts';

/** All that a kind can do. */
export const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** What makes a built-in kind; the rest has a default that fits most. */
export interface BuiltInSpec {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  shortNames?: string[];
  namespaced: boolean;
  statusSubresource?: boolean;
  verbs?: string[];
  /** JSON paths for field selectors beside name and namespace. */
  selectableFields?: string[];
  /** The kind in Kubernetes' protobuf encoding. */
  protobuf?: MessageType;
  /** What `kubectl get` shows; by default name and age. */
  columns?: readonly TableColumn[];
  strategy?: Partial<Strategy>;
}

const defaultStrategy: Strategy = {
  tracksGeneration: false,
  allowsUnconditionalUpdate: true,
  createsOnUpdate: false,
  validateName: subdomainErrors,
  subresources: {},
};

/** Describes a kind that the server itself brings. */
export function builtIn(spec: BuiltInSpec): ResourceDefinition {
  const { group, version, kind, plural, namespaced } = spec;
  const resourceVersion = new ResourceVersion(
    {
      group,
      version,
      kind,
      listKind: `${kind}List`,
      plural,
      singular: kind.toLowerCase(),
      shortNames: spec.shortNames ?? [],
      categories: [],
      namespaced,
      verbs: spec.verbs ?? ALL_VERBS,
      schema: builtInSchema(group, kind),
      statusSubresource: spec.statusSubresource ?? false,
      scaleSubresource: false,
      printerColumns: [],
      selectableFields: spec.selectableFields ?? [],
      builtIn: true,
    },
    spec.columns ?? [nameColumn, ageColumn],
    spec.protobuf,
  );
  return {
    id: group === '' ? plural : `${plural}.${group}`,
    group,
    resource: plural,
    kind,
    namespaced,
    storageVersion: resourceVersion,
    versions: new Map([[version, resourceVersion]]),
    allVersions: [resourceVersion],
    conversion: undefined,
    strategy: { ...defaultStrategy, ...spec.strategy },
  };
}
