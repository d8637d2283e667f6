import type { Kind, KindVersion } from './kind.ts';

/** A CustomResourceDefinition as it is applied to a cluster (apiextensions.k8s.io/v1). Plain JSON. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Where the API server finds who converts between the versions of a kind. The operator adds whom to trust. */
export type Converter =
  | { readonly url: string }
  | {
      readonly service: {
        readonly namespace: string;
        readonly name: string;
        readonly path: string;
        readonly port: number;
      };
    };

/** The Service of an operator that was installed under its usual names. */
const operatorService: Converter = {
  service: { namespace: 'sluice-system', name: 'sluice-conversion-webhook', path: '/convert', port: 443 },
};

/** The name of a kind's CRD, as the API server demands it. */
export function crdName({ plural, group }: Kind): string {
  return `${plural}.${group}`;
}

/** Never the strategy None, which would prune what it can't convert. */
function conversionBy(clientConfig: Converter): object {
  return { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig } };
}

/**
 * The CRD manifest of a kind. TypeBox's schemas are JSON Schema already, in the subset that structural schemas
 * allow, so nothing has to be translated, only copied free of TypeBox's hidden markers.
 */
export function crdManifest(kind: Kind, converter: Converter = operatorService): CustomResourceDefinition {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: crdName(kind) },
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
      ...(kind.versions.length > 1 ? { conversion: conversionBy(converter) } : {}),
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
