import type { CoreEntityError } from '@sluice/konnect-api';
import type { Kysely } from 'kysely';
import type { Database } from '../storage/database.ts';
import { type PreparedQuery, prepareQuery, type Slot } from '../storage/prepared-query.ts';
import type { Tables } from '../storage/tables.ts';
import { deleteEntity, type EntityDelete } from './delete-entity.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import { type EntityQueries, type EntityRow, prepareEntityQueries } from './entity-queries.ts';
import { type Collection, type EntityPage, listEntities } from './list-entities.ts';
import type { ListQuery } from './list-query.ts';
import type { ControlPlaneKind, EntityScope } from './write-access.ts';
import { type EntityWrite, type WriteEntityResult, writeEntity } from './write-entity.ts';

/** Where the core entities of all types are kept. */
export class EntityStore {
  readonly #database: Database;
  readonly #queries: EntityQueries;
  readonly #controlPlane: PreparedQuery<{ id: string }, { organization_id: string; cluster_type: string }>;
  readonly #descriptors: ReadonlyMap<string, EntityDescriptor>;

  constructor(database: Database, descriptors: readonly EntityDescriptor[]) {
    this.#database = database;
    this.#queries = prepareEntityQueries(database.reader);
    this.#controlPlane = prepareControlPlaneQuery(database.reader);
    this.#descriptors = new Map(descriptors.map((descriptor) => [descriptor.type, descriptor]));
  }

  /** What kind of control plane this is and whose, or undefined when there is none. */
  async controlPlane(id: string): Promise<ControlPlaneKind | undefined> {
    const [row] = await this.#controlPlane(this.#database.reader, { id });
    return row && { organizationId: row.organization_id, clusterType: row.cluster_type };
  }

  /** The entity of the type with this id in the scope; undefined when it isn't there or lies elsewhere. */
  async byId(scope: EntityScope, type: string, id: string): Promise<EntityRow | undefined> {
    const [row] = await this.#queries.byId(this.#database.reader, {
      organization_id: scope.organizationId,
      id,
    });
    return row?.type === type && row.control_plane_id === scope.controlPlaneId ? row : undefined;
  }

  /** The entity of a named type with exactly this name. */
  async byName(scope: EntityScope, type: string, name: string): Promise<EntityRow | undefined> {
    const [row] = await this.#queries.byUniqueKey(this.#database.reader, {
      control_plane_id: scope.controlPlaneId,
      type,
      unique_key: name,
    });
    return row;
  }

  list(collection: Collection, query: ListQuery): Promise<EntityPage> {
    return listEntities(this.#database.reader, collection, query);
  }

  /** Creates or replaces; resolves once that is durable. */
  write(write: EntityWrite): Promise<WriteEntityResult> {
    return this.#database.write(
      (transaction) => writeEntity(transaction, this.#queries, write),
      write.scope.actor,
    );
  }

  /** Deletes with everything below; resolves with the error to answer, or undefined once that is durable. */
  delete(remove: EntityDelete): Promise<CoreEntityError | undefined> {
    return this.#database.write(
      (transaction) => deleteEntity(transaction, this.#queries, (type) => this.#descriptor(type), remove),
      remove.scope.actor,
    );
  }

  #descriptor(type: string): EntityDescriptor {
    const descriptor = this.#descriptors.get(type);
    if (descriptor === undefined) {
      throw new Error(`There is no descriptor for stored entities of type ${type}`);
    }
    return descriptor;
  }
}

function prepareControlPlaneQuery(db: Kysely<Tables>) {
  return prepareQuery((slot: Slot<{ id: string }>) =>
    db.selectFrom('control_planes').select(['organization_id', 'cluster_type']).where('id', '=', slot('id')),
  );
}
