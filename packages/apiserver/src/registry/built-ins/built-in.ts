import { builtInSchema } from '../../built-in-schemas/built-in-schemas.ts';
import type { KubeObject } from '../../kube-object.ts';
import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import type { TableColumn } from '../../table/table-column.ts';
import { subdomainErrors } from '../metadata/names.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import type { ScalePaths } from '../served-resource.ts';
import type { Strategy } from '../strategy.ts';
import { BuiltInVersion } from './built-in-version.ts';

/** All that a kind can do. */
export const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** What makes a built-in kind; the rest has a default that fits most. */
export interface BuiltInSpec {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  /** The kind in lower case unless given. */
  singular?: string;
  shortNames?: string[];
  /** Groups of kinds that `kubectl get` knows, such as `all`. */
  categories?: string[];
  namespaced: boolean;
  statusSubresource?: boolean;
  /** Where the subresource `scale` finds its numbers, for kinds that have it. */
  scale?: ScalePaths;
  verbs?: string[];
  /** JSON paths for field selectors beside name and namespace. */
  selectableFields?: string[];
  /** What `kubectl get` shows; by default name and age. */
  columns?: readonly TableColumn[];
  /** Fills in the defaults that depend on other fields, in place; nobody has checked the types of these. */
  complete?: (object: KubeObject) => void;
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
  const resourceVersion = new BuiltInVersion(
    {
      group,
      version,
      kind,
      listKind: `${kind}List`,
      plural,
      singular: spec.singular ?? kind.toLowerCase(),
      shortNames: spec.shortNames ?? [],
      categories: spec.categories ?? [],
      namespaced,
      verbs: spec.verbs ?? ALL_VERBS,
      get schema() {
        return builtInSchema(group, version, kind);
      },
      statusSubresource: spec.statusSubresource ?? false,
      scaleSubresource: spec.scale !== undefined,
      ...(spec.scale && { scale: spec.scale }),
      printerColumns: [],
      selectableFields: spec.selectableFields ?? [],
      builtIn: true,
    },
    spec.columns ?? [nameColumn, ageColumn],
    spec.complete,
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
