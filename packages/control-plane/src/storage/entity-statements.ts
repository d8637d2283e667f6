import type { Kysely } from 'kysely';
import type { EntityReferenceTable, EntityTable, EntityTagTable, Tables } from './tables.ts';

/** An entity as it lies in the table, less its number; `body` is the answer as JSON, secret fields sealed. */
export type StoredEntity = Omit<EntityTable, 'seq'>;

/** An entity with the number of its row. */
export type EntityRow = StoredEntity & { seq: number };

/** An id and in whose space of ids. */
export type EntityId = Pick<StoredEntity, 'organization_id' | 'id'>;

/** A value that one entity of the type may have in the control plane. */
export type EntityKey = Pick<StoredEntity, 'control_plane_id' | 'type'> & { unique_key: string };

/** Entities that are looked for, by their ids and by their unique keys. */
export interface EntityLookup {
  ids: readonly EntityId[];
  keys: readonly EntityKey[];
}

export const ENTITY_COLUMNS = [
  'seq',
  'organization_id',
  'control_plane_id',
  'type',
  'id',
  'parent_id',
  'unique_key',
  'body',
] as const;

/**
 * The statements by which a transaction reads and writes entities and the indexes beside them, each for any number of
 * rows. How many statements that takes is the database's own matter: what costs on PostgreSQL is the way to the server
 * and back, which SQLite doesn't have.
 */
export interface EntityStatements {
  /** Those of the entities that are there, in any order. One that is asked for twice may come twice. */
  find(db: Kysely<Tables>, lookup: EntityLookup): Promise<EntityRow[]>;
  /** The entities below these, in the order of their creation. */
  childrenOf(db: Kysely<Tables>, parents: readonly EntityId[]): Promise<EntityRow[]>;
  /** References to an entity of the control plane. */
  referencesTo(db: Kysely<Tables>, controlPlaneId: string, id: string): Promise<EntityReferenceTable[]>;
  /** Inserts in the order given and answers the numbers of the rows in the same order. */
  insert(db: Kysely<Tables>, entities: readonly StoredEntity[]): Promise<number[]>;
  /** Replaces parent, unique key and body. */
  update(db: Kysely<Tables>, entities: readonly EntityRow[]): Promise<void>;
  remove(db: Kysely<Tables>, seqs: readonly number[]): Promise<void>;
  addTags(db: Kysely<Tables>, tags: readonly EntityTagTable[]): Promise<void>;
  removeTags(db: Kysely<Tables>, tags: readonly EntityTagTable[]): Promise<void>;
  addReferences(db: Kysely<Tables>, references: readonly EntityReferenceTable[]): Promise<void>;
  removeReferences(db: Kysely<Tables>, references: readonly EntityReferenceTable[]): Promise<void>;
}

/** Tells ids apart. */
export function idText({ organization_id, id }: EntityId): string {
  return `${organization_id} ${id}`;
}

/** Tells unique keys apart. */
export function keyText({ control_plane_id, type, unique_key }: EntityKey): string {
  return `${control_plane_id} ${type} ${unique_key}`;
}
