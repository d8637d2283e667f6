import type { EntityDescriptor, EntityFields } from '../core-entities/entity-descriptor.ts';

/** An entity of a document, and the id that it has in the control plane. */
interface KnownEntity {
  givenId: string | undefined;
  fields: EntityFields;
  id: string;
}

/**
 * What the references in a document lead to. An entity there is called by its id or, as in decK's files, by its name; in
 * the control plane it may have another id.
 */
export class DocumentReferences {
  readonly #ids = new Map<string, string>();

  /** To be called for each entity, before those that refer to it. */
  add({ type }: EntityDescriptor, { givenId, fields, id }: KnownEntity): void {
    for (const name of [givenId, fields.name]) {
      if (typeof name === 'string') {
        this.#ids.set(`${type} ${name}`, id);
      }
    }
  }

  /**
   * The entity with references as the API has them: objects with the id. What leads to nothing in the document may lead
   * to something in the control plane, and stays.
   */
  resolve(descriptor: EntityDescriptor, body: unknown): unknown {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      return body;
    }
    const resolved: Record<string, unknown> = { ...body };
    const { parent, foreignKeys } = descriptor;
    const fields = foreignKeys.map(({ field, type }) => ({ field: field.replace(/\.id$/, ''), type }));
    for (const { field, type } of parent === undefined ? fields : [...fields, parent]) {
      const name = nameIn(resolved[field]);
      if (name !== undefined) {
        resolved[field] = {
          id: this.#ids.get(`${type} ${name.toLowerCase()}`) ?? this.#ids.get(`${type} ${name}`) ?? name,
        };
      }
    }
    return resolved;
  }
}

/** What a reference calls the entity that it leads to: `x`, `{"id": "x"}` or `{"name": "x"}`. */
function nameIn(reference: unknown): string | undefined {
  if (typeof reference !== 'object' || reference === null) {
    return typeof reference === 'string' ? reference : undefined;
  }
  const { id, name } = reference as { id?: unknown; name?: unknown };
  const given = id ?? name;
  return typeof given === 'string' ? given : undefined;
}
