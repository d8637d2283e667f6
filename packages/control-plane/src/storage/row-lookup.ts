import type { EntityId, EntityKey, EntityRow } from './entity-statements.ts';
import type { ControlPlaneTable } from './tables.ts';

/** What most requests have to know of a control plane. */
export type ControlPlaneRow = Pick<ControlPlaneTable, 'id' | 'organization_id' | 'cluster_type'>;

/**
 * Finds single rows by their keys, the reads that most requests are made of. What was acknowledged before a call is
 * seen by it.
 */
export interface RowLookup {
  /** Wherever in the organisation it is. */
  entityById(id: EntityId): Promise<EntityRow | undefined>;
  entityByKey(key: EntityKey): Promise<EntityRow | undefined>;
  /** Whosever it is. */
  controlPlane(id: string): Promise<ControlPlaneRow | undefined>;
}
