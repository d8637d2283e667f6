import type { EntityDescriptor, EntityFields } from '../core-entities/entity-descriptor.ts';
import type { StoredEntity } from './declarative-document.ts';
import { replacementId } from './replacement-id.ts';

/** Finds the entity of a control plane that one of a document stands for. */
export class StoredIndex {
  readonly #controlPlaneId: string;
  readonly #descriptor: EntityDescriptor;
  readonly #byId: ReadonlyMap<string, StoredEntity>;
  readonly #byKey: ReadonlyMap<string, StoredEntity>;

  constructor(controlPlaneId: string, descriptor: EntityDescriptor, stored: readonly StoredEntity[]) {
    this.#controlPlaneId = controlPlaneId;
    this.#descriptor = descriptor;
    this.#byId = new Map(stored.map((entity) => [entity.id, entity]));
    this.#byKey = new Map(
      stored.flatMap((entity) => {
        const key = descriptor.uniqueKey?.value(entity);
        return key === undefined ? [] : [[key, entity]];
      }),
    );
  }

  /** By the id in the document, by the one that took its place here, or by what is unique: name, or address. */
  find(id: string | undefined, fields: EntityFields): StoredEntity | undefined {
    const key = this.#descriptor.uniqueKey?.value(fields);
    return (
      (id && (this.#byId.get(id) ?? this.#byId.get(replacementId(this.#controlPlaneId, id)))) ||
      (key === undefined ? undefined : this.#byKey.get(key))
    );
  }
}
