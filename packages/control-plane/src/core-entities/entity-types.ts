import type { EntityDescriptor } from './entity-descriptor.ts';

/** All types of entities, and what they are to one another. */
export class EntityTypes {
  readonly #descriptors: ReadonlyMap<string, EntityDescriptor>;
  readonly #parents: ReadonlySet<string>;
  readonly #referred: ReadonlySet<string>;

  constructor(descriptors: readonly EntityDescriptor[]) {
    this.#descriptors = new Map(descriptors.map((descriptor) => [descriptor.type, descriptor]));
    this.#parents = new Set(descriptors.flatMap(({ parent }) => parent?.type ?? []));
    this.#referred = new Set(descriptors.flatMap(({ foreignKeys }) => foreignKeys.map(({ type }) => type)));
  }

  /** The descriptor of a type that entities in the database have. */
  descriptor(type: string): EntityDescriptor {
    const descriptor = this.#descriptors.get(type);
    if (descriptor === undefined) {
      throw new Error(`There is no descriptor for stored entities of type ${type}`);
    }
    return descriptor;
  }

  /** Whether entities of another type lie below those of this one. */
  isParent(type: string): boolean {
    return this.#parents.has(type);
  }

  /** Whether there is a type whose fields refer to this one. */
  isReferredTo(type: string): boolean {
    return this.#referred.has(type);
  }
}
