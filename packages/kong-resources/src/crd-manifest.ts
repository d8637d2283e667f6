import type { Kind, KindVersion } from './kind.ts';

/** A CustomResourceDefinition as it is applied to a cluster (apiextensions.k8s.io/v1). Plain JSON. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/**
 * The CRD manifest of a kind. TypeBox's schemas are JSON Schema already, in the subset that structural schemas
 * allow, so nothing has to be translated, only copied free of TypeBox's hidden markers.
 */
export function crdManifest(kind: Kind): CustomResourceDefinition {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${kind.group}` },
    spec: {
      group: kind.group,
      names: {
        categories: [...kind.categories],
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.plural,
        singular: kind.singular,
      },
      scope: 'Namespaced',
      versions: kind.versions.map(versionManifest),
    },
  };
}

/** Whether controllers write a status of their own, which the API server then keeps apart from the rest. */
function hasStatus({ schema }: KindVersion): boolean {
  return 'properties' in schema && Object.hasOwn(Object(schema.properties), 'status');
}

function versionManifest(version: KindVersion): object {
  return {
    name: version.name,
    served: version.served,
    storage: version.storage,
    ...(version.deprecationWarning === undefined
      ? {}
      : { deprecated: true, deprecationWarning: version.deprecationWarning }),
    additionalPrinterColumns: version.printerColumns.map(({ name, type, jsonPath }) => ({
      name,
      type,
      jsonPath,
    })),
    subresources: hasStatus(version) ? { status: {} } : {},
    schema: { openAPIV3Schema: JSON.parse(JSON.stringify(version.schema)) },
  };
}
