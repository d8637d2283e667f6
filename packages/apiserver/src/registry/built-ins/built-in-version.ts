import { builtInType } from '../../built-in-schemas/built-in-schemas.ts';
import { goForm } from '../../built-in-schemas/go-form.ts';
import type { KubeObject } from '../../kube-object.ts';
import type { CompiledSchema } from '../../schema/compile-schema.ts';
import type { TableColumn } from '../../table/table-column.ts';
import { ResourceVersion } from '../resource-version.ts';
import type { ServedResource } from '../served-resource.ts';

/** Makes the fields of one version out of those of another; the object is its own on the outermost level. */
export type Convert = (object: KubeObject, from: string) => KubeObject;

/**
 * A version of a built-in kind. Its objects get the form that Go would give them, and the defaults that a schema
 * can't tell.
 */
export class BuiltInVersion extends ResourceVersion {
  readonly #complete: ((object: KubeObject) => void) | undefined;
  readonly #convert: Convert | undefined;
  #completing: CompiledSchema | undefined;

  /**
   * @param complete fills in the defaults that depend on other fields, in place
   * @param convert makes the fields of this version out of an object of another one
   */
  constructor(
    served: ServedResource,
    columns: readonly TableColumn[],
    complete: ((object: KubeObject) => void) | undefined,
    convert: Convert | undefined,
  ) {
    super(served, columns);
    this.#complete = complete;
    this.#convert = convert;
  }

  override get schema(): CompiledSchema {
    this.#completing ??= this.#makeCompleting(super.schema);
    return this.#completing;
  }

  override convertFrom(object: KubeObject): KubeObject {
    const converted = super.convertFrom(object);
    return this.#convert === undefined ? converted : this.#convert(converted, object.apiVersion);
  }

  #makeCompleting(plain: CompiledSchema): CompiledSchema {
    const { group, version, kind } = this.served;
    const type = builtInType(group, version, kind);
    if (type === undefined && this.#complete === undefined) return plain;
    const form = type && goForm(type);
    return {
      ...plain,
      applyDefaults: (object) => {
        form?.(object);
        plain.applyDefaults(object);
        this.#complete?.(object as KubeObject);
      },
    };
  }
}
