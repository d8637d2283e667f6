import type { Static, TSchema } from 'typebox';

/** A column of `kubectl get` (apiextensions.k8s.io/v1 CustomResourceColumnDefinition). */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date' | 'boolean';
  readonly jsonPath: string;
}

/** The column that shows the status of a condition. */
export function conditionColumn(name: string, conditionType: string): PrinterColumn {
  return { name, type: 'string', jsonPath: `.status.conditions[?(@.type=='${conditionType}')].status` };
}

/** The column that shows how old an object is. */
export const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

/** One version of a kind: what clients may send, and how `kubectl get` shows it. */
export interface KindVersion<Schema extends TSchema = TSchema> {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  /** Sent to clients as a warning when the version is on its way out. */
  readonly deprecationWarning?: string;
  readonly printerColumns: readonly PrinterColumn[];
  /** The whole object: `apiVersion`, `kind`, `metadata`, `spec`, `status`. */
  readonly schema: Schema;
}

/** A namespaced Kong kind: the one source of its TypeScript type and of its CRD manifest. */
export interface Kind<Schema extends TSchema = TSchema> {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly categories: readonly string[];
  /** What the kind is for, in a sentence; it opens `kubectl explain` and the reference page. */
  readonly description: string;
  readonly versions: readonly [KindVersion<Schema>, ...KindVersion[]];
}

/** `metadata` as far as controllers read it (meta/v1 ObjectMeta). Times are RFC 3339. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

/** The TypeScript type of a kind's objects, with the metadata that every stored object has. */
export type ObjectOf<Schema extends TSchema> = Omit<Static<Schema>, 'apiVersion' | 'kind' | 'metadata'> & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
};

/** Keeps a kind's schema type while checking that the descriptor is whole. */
export function defineKind<Schema extends TSchema>(kind: Kind<Schema>): Kind<Schema> {
  return kind;
}

/** `group/version` of the version that clients should use: the first in the list. */
export function apiVersionOf(kind: Kind): string {
  return `${kind.group}/${kind.versions[0].name}`;
}

/** The collection of a kind in the Kubernetes API, in the version that clients should use. */
export function resourceOf(kind: Kind) {
  return { group: kind.group, version: kind.versions[0].name, plural: kind.plural, namespaced: true };
}
