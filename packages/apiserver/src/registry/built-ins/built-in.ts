import { builtInSchema } from '../../built-in-schemas/built-in-schemas.ts';
import type { KubeObject } from '../../kube-object.ts';
import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import type { TableColumn } from '../../table/table-column.ts';
import { subdomainErrors } from '../metadata/names.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import type { ScalePaths } from '../served-resource.ts';
import type { Strategy } from '../strategy.ts';
import { BuiltInVersion, type Convert } from './built-in-version.ts';

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
  /** Other versions, maybe of another group, that show the same objects. They are stored in the one above. */
  otherVersions?: readonly OtherVersion[];
}

/** A version in which objects are shown and not stored. */
export interface OtherVersion
  extends Pick<BuiltInSpec, 'selectableFields' | 'columns' | 'complete' | 'shortNames' | 'categories'> {
  group?: string;
  version: string;
  /** Its fields out of those of the stored version. */
  fromStored(object: KubeObject): KubeObject;
  /** The fields of the stored version out of its own. */
  toStored(object: KubeObject): KubeObject;
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
  const { group, kind, plural, namespaced, otherVersions = [] } = spec;
  const storageVersion = makeVersion(spec, (object, from) => {
    const other = otherVersions.find((one) => apiVersionOf(one.group ?? group, one.version) === from);
    return other === undefined ? object : other.toStored(object);
  });
  const others = otherVersions.map((other) => makeVersion({ ...spec, ...other }, other.fromStored));
  const all = [storageVersion, ...others];
  return {
    id: group === '' ? plural : `${plural}.${group}`,
    group,
    resource: plural,
    kind,
    namespaced,
    storageVersion,
    versions: new Map(
      all.map((one) => [one.served.group === group ? one.served.version : one.apiVersion, one]),
    ),
    allVersions: all,
    conversion: undefined,
    strategy: { ...defaultStrategy, ...spec.strategy },
  };
}

function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

function makeVersion(spec: BuiltInSpec, convert: Convert): BuiltInVersion {
  const { group, version, kind, plural, namespaced } = spec;
  return new BuiltInVersion(
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
    convert,
  );
}
