import type { EntityDescriptor, EntityFields } from '../core-entities/entity-descriptor.ts';
import { referenceId } from '../core-entities/reference-id.ts';

/** The version of the format that is written, and the only one that is read. */
export const FORMAT_VERSION = '3.0';

/** What decK's declarative files hold: collections of entities, each with its children inside. */
export type DeclarativeDocument = Readonly<Record<string, unknown>> & {
  _format_version: string;
  _konnect: { control_plane_name: string };
};

/** An entity as the API answers it. */
export type StoredEntity = EntityFields & { id: string };

/** Everything that is in a control plane, by type. */
export type StoredEntities = ReadonlyMap<string, readonly StoredEntity[]>;

/**
 * Writes entities as a document. Equal entities make equal documents: times and ids that the API made are left out, and
 * each collection is sorted. An id stays where nothing else tells an entity from others of its type.
 */
export function declarativeDocument(
  controlPlaneName: string,
  entities: StoredEntities,
  descriptors: readonly EntityDescriptor[],
): DeclarativeDocument {
  const below = (
    parent: EntityDescriptor | undefined,
    parentId: string | undefined,
  ): Record<string, unknown> => {
    const collections: Record<string, unknown> = {};
    for (const descriptor of descriptors) {
      const mayLieHere =
        parent === undefined ? !descriptor.parent?.required : descriptor.parent?.type === parent.type;
      const found = mayLieHere
        ? (entities.get(descriptor.type) ?? []).filter(
            (entity) => parentIdOf(descriptor, entity) === parentId,
          )
        : [];
      if (found.length > 0) {
        collections[descriptor.collection] = found
          .map((entity) => ({ ...ownFields(descriptor, entity), ...below(descriptor, entity.id) }))
          .sort(byIdentity);
      }
    }
    return collections;
  };
  return {
    _format_version: FORMAT_VERSION,
    _konnect: { control_plane_name: controlPlaneName },
    ...below(undefined, undefined),
  };
}

/** The id of the entity above; undefined for one that lies directly below the control plane. */
export function parentIdOf(descriptor: EntityDescriptor, entity: EntityFields): string | undefined {
  return descriptor.parent === undefined ? undefined : referenceId(entity, descriptor.parent.field);
}

function ownFields(descriptor: EntityDescriptor, entity: StoredEntity): Record<string, unknown> {
  const { id, created_at: _created, updated_at: _updated, ...rest } = entity;
  const fields: Record<string, unknown> = { ...rest };
  if (descriptor.parent !== undefined) {
    delete fields[descriptor.parent.field];
  }
  for (const field of PLAIN_REFERENCES.get(descriptor.type) ?? []) {
    if (fields[field] !== undefined) {
      fields[field] = referenceId(entity, field);
    }
  }
  return descriptor.uniqueKey?.value(entity) === undefined ? { id, ...fields } : fields;
}

/** References that decK's files hold as the id alone, and not as an object with it. */
const PLAIN_REFERENCES: ReadonlyMap<string, readonly string[]> = new Map([
  ['service', ['client_certificate']],
]);

function byIdentity(first: Record<string, unknown>, second: Record<string, unknown>): number {
  const [left, right] = [identityOf(first), identityOf(second)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** What has no name comes after what has one, in an order that doesn't follow from ids: an import may change those. */
function identityOf({ id, ...fields }: Record<string, unknown>): string {
  const name = fields.name ?? fields.target;
  return name === undefined ? `1 ${JSON.stringify(fields)} ${id}` : `0 ${name}`;
}
