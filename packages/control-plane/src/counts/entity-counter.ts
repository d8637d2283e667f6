import type { EntityDescriptor } from '../core-entities/entity-descriptor.ts';
import type { Database } from '../storage/database.ts';
import { type PreparedQuery, prepareQuery, type Slot } from '../storage/prepared-query.ts';

/** How many entities each collection of a control plane has, e.g. `{ upstreams: 2, targets: 4 }`; all are named. */
export type EntityCounts = Readonly<Record<string, number>>;

/**
 * Counts the entities of control planes. The index of collections has all that is asked for, so no entity is read:
 * on either database, a hundred thousand take a few milliseconds.
 */
export class EntityCounter {
  readonly #database: Database;
  readonly #descriptors: readonly EntityDescriptor[];
  readonly #query: PreparedQuery<{ id: string }, { type: string; count: string | number | bigint }>;

  constructor(database: Database, descriptors: readonly EntityDescriptor[]) {
    this.#database = database;
    this.#descriptors = descriptors;
    this.#query = prepareQuery((slot: Slot<{ id: string }>) =>
      database.reader
        .selectFrom('entities')
        .select(['type', ({ fn }) => fn.countAll().as('count')])
        .where('control_plane_id', '=', slot('id'))
        .groupBy('type'),
    );
  }

  async count(controlPlaneId: string): Promise<EntityCounts> {
    const rows = await this.#query(this.#database.reader, { id: controlPlaneId });
    const counted = new Map(rows.map(({ type, count }) => [type, Number(count)]));
    return Object.fromEntries(
      this.#descriptors.map(({ collection, type }) => [collection, counted.get(type) ?? 0]),
    );
  }
}
