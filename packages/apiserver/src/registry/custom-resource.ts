import { createHash } from 'node:crypto';
import type { KubeObject } from '../kube-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { printerColumns } from '../table/printer-columns.ts';
import { ALL_VERBS } from './built-ins/built-in.ts';
import { subdomainErrors } from './metadata/names.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import { ResourceVersion } from './resource-version.ts';
import type { PrinterColumn } from './served-resource.ts';
import type { Strategy } from './strategy.ts';

/** The names of a custom resource (apiextensions.k8s.io/v1 CustomResourceDefinitionNames), defaults filled in. */
export interface CrdNames {
  plural: string;
  singular: string;
  kind: string;
  listKind: string;
  shortNames?: string[];
  categories?: string[];
}

/** One version of a custom resource (apiextensions.k8s.io/v1 CustomResourceDefinitionVersion). */
export interface CrdVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: SchemaProps };
  subresources?: { status?: object; scale?: object };
  additionalPrinterColumns?: PrinterColumn[];
  selectableFields?: { jsonPath: string }[];
}

/** A CustomResourceDefinition that has passed validation. */
export interface Crd extends KubeObject {
  spec: {
    group: string;
    names: CrdNames;
    scope: 'Namespaced' | 'Cluster';
    versions: CrdVersion[];
    conversion?: { strategy: 'None' | 'Webhook' };
  };
  status?: {
    acceptedNames?: Partial<CrdNames>;
    conditions?: CrdCondition[];
    storedVersions?: string[];
  };
}

/** A condition of a CustomResourceDefinition. */
export interface CrdCondition {
  type: string;
  status: 'True' | 'False';
  reason: string;
  message: string;
  lastTransitionTime: string;
}

const customResourceStrategy: Strategy = {
  tracksGeneration: true,
  allowsUnconditionalUpdate: false,
  createsOnUpdate: false,
  validateName: subdomainErrors,
  subresources: {},
};

/** What a CRD says, as a resource to serve. */
export function customResource(crd: Crd): ResourceDefinition {
  const { group, names, versions, scope } = crd.spec;
  const byName = new Map(versions.map((version) => [version.name, toResourceVersion(crd, version)]));
  const stored = versions.find(({ storage }) => storage);
  const storageVersion = byName.get(stored?.name ?? '');
  if (storageVersion === undefined) throw new Error(`The CRD ${crd.metadata.name} has no storage version.`);
  return {
    id: `${names.plural}.${group}`,
    group,
    resource: names.plural,
    kind: names.kind,
    namespaced: scope === 'Namespaced',
    storageVersion,
    versions: new Map(
      [...byName].filter(([name]) => versions.some((one) => one.name === name && one.served)),
    ),
    strategy: customResourceStrategy,
    schemaDigest: digest(storageVersion.served.schema),
  };
}

function toResourceVersion({ metadata, spec }: Crd, version: CrdVersion): ResourceVersion {
  const { names, group, scope } = spec;
  const columns = version.additionalPrinterColumns ?? [];
  return new ResourceVersion(
    {
      group,
      version: version.name,
      kind: names.kind,
      listKind: names.listKind,
      plural: names.plural,
      singular: names.singular,
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      namespaced: scope === 'Namespaced',
      verbs:
        metadata.deletionTimestamp === undefined ? ALL_VERBS : ALL_VERBS.filter((verb) => verb !== 'create'),
      schema: version.schema?.openAPIV3Schema ?? { type: 'object' },
      statusSubresource: version.subresources?.status !== undefined,
      scaleSubresource: version.subresources?.scale !== undefined,
      printerColumns: columns,
      selectableFields: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, '')),
      ...(version.deprecated === true ? { deprecationWarning: deprecationOf(spec, version) } : {}),
      builtIn: false,
    },
    printerColumns(columns),
  );
}

function deprecationOf({ group, names }: Crd['spec'], { name, deprecationWarning }: CrdVersion): string {
  return deprecationWarning ?? `${group}/${name} ${names.kind} is deprecated`;
}

/** 48 bits of a hash: enough to tell the few schemas apart that one resource ever has. */
function digest(schema: SchemaProps): number {
  return createHash('sha256').update(JSON.stringify(schema)).digest().readUIntBE(0, 6);
}
