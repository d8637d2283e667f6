import { type CoreEntityError, GRPC_CODE, plainCoreEntityError } from '@sluice/konnect-api';
import type { IdempotencyKey } from '../idempotency/idempotency-key.ts';
import { IdempotentWrites, KEY_REUSED_MESSAGE } from '../idempotency/idempotent-writes.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { Database } from '../storage/database.ts';
import type { EntityRow } from '../storage/entity-statements.ts';
import { deleteEntity, deleteLookupOf, type EntityDelete } from './delete-entity.ts';
import type { EntityDescriptor } from './entity-descriptor.ts';
import { EntitySecrets } from './entity-secrets.ts';
import { EntityTypes } from './entity-types.ts';
import { type Collection, listEntities } from './list-entities.ts';
import type { ListQuery } from './list-query.ts';
import type { ControlPlaneKind, EntityScope } from './write-access.ts';
import { type EntityWrite, lookupOf, type WriteEntityResult, writeEntity } from './write-entity.ts';

/** A page of entities as JSON texts. */
export interface EntityPage {
  bodies: string[];
  /** Where the page ended, when there are more; undefined on the last page, also when that is full. */
  last: number | undefined;
}

/** Where the core entities of all types are kept. */
export class EntityStore {
  readonly #database: Database;
  readonly #secrets: EntitySecrets;
  readonly #idempotentWrites: IdempotentWrites;
  readonly #types: EntityTypes;

  constructor(database: Database, secretBox: SecretBox, descriptors: readonly EntityDescriptor[]) {
    this.#database = database;
    this.#secrets = new EntitySecrets(secretBox);
    this.#idempotentWrites = new IdempotentWrites(secretBox);
    this.#types = new EntityTypes(descriptors);
  }

  /** What kind of control plane this is and whose, or undefined when there is none. */
  async controlPlane(id: string): Promise<ControlPlaneKind | undefined> {
    const row = await this.#database.rows.controlPlane(id);
    return row && { organizationId: row.organization_id, clusterType: row.cluster_type };
  }

  /** The entity of the type with this id in the scope; undefined when it isn't there or lies elsewhere. */
  async byId(scope: EntityScope, type: string, id: string): Promise<EntityRow | undefined> {
    const row = await this.#database.rows.entityById({ organization_id: scope.organizationId, id });
    return row?.type === type && row.control_plane_id === scope.controlPlaneId
      ? this.#opened(row)
      : undefined;
  }

  /** The entity of a named type with exactly this name. */
  async byName(scope: EntityScope, type: string, name: string): Promise<EntityRow | undefined> {
    const row = await this.#database.rows.entityByKey({
      control_plane_id: scope.controlPlaneId,
      type,
      unique_key: name,
    });
    return row && this.#opened(row);
  }

  async list(collection: Collection, query: ListQuery): Promise<EntityPage> {
    const { rows, last } = await listEntities(this.#database.reader, collection, query);
    const { descriptor } = collection;
    return { bodies: rows.map(({ id, body }) => this.#secrets.open(descriptor, id, body)), last };
  }

  /** Creates or replaces; resolves once that is durable. With a key it happens once, however often it is asked for. */
  async write(write: EntityWrite, key?: IdempotencyKey): Promise<WriteEntityResult> {
    const result = await this.#database.write(
      (transaction) =>
        this.#idempotentWrites.run(transaction, key, () => writeEntity(transaction, this.#secrets, write)),
      write.scope.actor,
      lookupOf(write),
    );
    return 'reason' in result
      ? { ok: false, error: plainCoreEntityError(422, GRPC_CODE.invalidArgument, KEY_REUSED_MESSAGE) }
      : result;
  }

  /** Deletes with everything below; resolves with the error to answer, or undefined once that is durable. */
  delete(remove: EntityDelete): Promise<CoreEntityError | undefined> {
    return this.#database.write(
      (transaction) => deleteEntity(transaction, this.#types, this.#secrets, remove),
      remove.scope.actor,
      deleteLookupOf(remove),
    );
  }

  #opened(row: EntityRow): EntityRow {
    return { ...row, body: this.#secrets.open(this.#types.descriptor(row.type), row.id, row.body) };
  }
}
