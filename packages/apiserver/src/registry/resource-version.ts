import type { KubeObject } from '../kube-object.ts';
import { type CompiledSchema, compileSchema } from '../schema/compile-schema.ts';
import type { TableColumn } from '../table/table-column.ts';
import type { ServedResource } from './served-resource.ts';

/** One served version of a resource, with what it takes to read, check and show its objects. */
export class ResourceVersion {
  readonly served: ServedResource;
  /** What `kubectl get` shows. */
  readonly columns: readonly TableColumn[];
  /** Tells schemas apart: entries that another one pruned and defaulted get it anew when they are read. */
  readonly schemaDigest: number;
  #schema: CompiledSchema | undefined;

  /** @param schemaDigest 0 for built-in kinds, whose schemas don't change while the server runs */
  constructor(served: ServedResource, columns: readonly TableColumn[], schemaDigest = 0) {
    this.served = served;
    this.columns = columns;
    this.schemaDigest = schemaDigest;
  }

  /** `group/version`, or the bare version in the core group. */
  get apiVersion(): string {
    return this.served.group === '' ? this.served.version : `${this.served.group}/${this.served.version}`;
  }

  /** The schema's functions, compiled when first needed: a server with a hundred CRDs has to start at once. */
  get schema(): CompiledSchema {
    this.#schema ??= compileSchema(this.served.schema);
    return this.#schema;
  }

  /**
   * An object of another version of the resource as one of this version, neither pruned nor defaulted. By itself only
   * `apiVersion` changes (apiextensions.k8s.io/v1 CustomResourceConversion, strategy `None`).
   */
  convertFrom(object: KubeObject): KubeObject {
    return { ...object, apiVersion: this.apiVersion };
  }
}
