import { createHash } from 'node:crypto';
import { CONVERSION_REVIEW_VERSIONS } from '../conversion/conversion-review.ts';
import { type WebhookConversion, webhookConversion } from '../conversion/webhook-conversion.ts';
import { WebhookConverter } from '../conversion/webhook-converter.ts';
import type { KubeObject } from '../kube-object.ts';
import type { SchemaProps } from '../schema/schema-props.ts';
import { printerColumns } from '../table/printer-columns.ts';
import type { WebhookClient } from '../webhook/webhook-client.ts';
import type { WebhookClientConfig } from '../webhook/webhook-client-config.ts';
import { ALL_VERBS } from './built-ins/built-in.ts';
import { subdomainErrors } from './metadata/names.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import { ResourceVersion } from './resource-version.ts';
import type { PrinterColumn, ScalePaths } from './served-resource.ts';
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
  subresources?: { status?: object; scale?: ScalePaths };
  additionalPrinterColumns?: PrinterColumn[];
  selectableFields?: { jsonPath: string }[];
}

/** Who converts between versions (apiextensions.k8s.io/v1 WebhookConversion). */
export interface CrdWebhook {
  clientConfig: WebhookClientConfig;
  conversionReviewVersions: string[];
}

/** A CustomResourceDefinition that has passed validation. */
export interface Crd extends KubeObject {
  spec: {
    group: string;
    names: CrdNames;
    scope: 'Namespaced' | 'Cluster';
    versions: CrdVersion[];
    conversion?: { strategy: 'None' | 'Webhook'; webhook?: CrdWebhook };
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
  takesPlainFinalizers: true,
  subresources: {},
};

/**
 * What a CRD says, as a resource to serve.
 *
 * @param webhooks calls the conversion webhook, if it has one
 */
export function customResource(crd: Crd, webhooks: WebhookClient): ResourceDefinition {
  const { group, versions, scope } = crd.spec;
  const names = namesOf(crd);
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
    allVersions: [...byName.values()],
    conversion: conversionOf(crd, webhooks),
    strategy: customResourceStrategy,
  };
}

/** A resource of one version never needs its webhook. */
function conversionOf({ spec }: Crd, webhooks: WebhookClient): WebhookConversion | undefined {
  const { webhook } = spec.conversion ?? {};
  if (webhook === undefined || spec.versions.length < 2) return undefined;
  const version = webhook.conversionReviewVersions.find((one) => CONVERSION_REVIEW_VERSIONS.includes(one));
  if (version === undefined) return undefined;
  return webhookConversion(new WebhookConverter(webhooks, webhook.clientConfig, version));
}

/** What the resource goes by: a name that another one has taken isn't among the accepted ones. */
function namesOf({ spec, status }: Crd): CrdNames {
  const { shortNames: _, ...names } = spec.names;
  return { ...names, ...status?.acceptedNames };
}

function toResourceVersion(crd: Crd, version: CrdVersion): ResourceVersion {
  const { metadata, spec } = crd;
  const { group, scope } = spec;
  const names = namesOf(crd);
  const isTerminating = metadata.deletionTimestamp !== undefined;
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
      verbs: isTerminating ? ALL_VERBS.filter((verb) => verb !== 'create') : ALL_VERBS,
      isTerminating,
      schema: version.schema?.openAPIV3Schema ?? { type: 'object' },
      statusSubresource: version.subresources?.status !== undefined,
      scaleSubresource: version.subresources?.scale !== undefined,
      ...(version.subresources?.scale && { scale: version.subresources.scale }),
      printerColumns: columns,
      selectableFields: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, '')),
      ...(version.deprecated === true ? { deprecationWarning: deprecationOf(spec, version) } : {}),
      builtIn: false,
    },
    printerColumns(columns),
    digest(version),
  );
}

function deprecationOf({ group, names }: Crd['spec'], { name, deprecationWarning }: CrdVersion): string {
  return deprecationWarning ?? `${group}/${name} ${names.kind} is deprecated`;
}

/** 48 bits of a hash: enough to tell the few schemas apart that one resource ever has, in each of its versions. */
function digest({ name, schema }: CrdVersion): number {
  return createHash('sha256')
    .update(JSON.stringify([name, schema]))
    .digest()
    .readUIntBE(0, 6);
}
