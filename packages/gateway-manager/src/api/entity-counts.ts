import { countUpTo1000 } from './core-entities.ts';
import { request } from './request.ts';

/** A number of entities: exact or, where counting stopped, the least there are. */
export interface EntityCount {
  count: number;
  isAtLeast: boolean;
}

/** What a control plane holds, and how many data-plane nodes are connected to it. */
export interface EntityCounts {
  upstreams: EntityCount;
  targets: EntityCount;
  nodes: EntityCount;
}

/** Counts what a control plane holds: up to a thousand of each collection, which is what one page of it has room for. */
export async function countEntities(controlPlaneId: string): Promise<EntityCounts> {
  const [upstreams, targets, nodes] = await Promise.all([
    countUpTo1000(controlPlaneId, 'upstreams'),
    countUpTo1000(controlPlaneId, 'targets'),
    countNodes(controlPlaneId),
  ]);
  return { upstreams, targets, nodes };
}

async function countNodes(controlPlaneId: string): Promise<EntityCount> {
  const path = `/v2/control-planes/${encodeURIComponent(controlPlaneId)}/nodes`;
  const { page } = await request<{ page: { total_count: number } }>(path);
  return { count: page.total_count, isAtLeast: false };
}
