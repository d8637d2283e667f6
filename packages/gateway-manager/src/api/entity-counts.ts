import { request } from './request.ts';

/** How many entities of each kind a control plane holds. */
interface HeldCounts {
  upstreams: number;
  targets: number;
  services: number;
  routes: number;
  certificates: number;
}

/** What a control plane holds, and how many data-plane nodes are connected to it. */
export interface EntityCounts extends HeldCounts {
  nodes: number;
}

/** Counts what a control plane holds. */
export async function countEntities(controlPlaneId: string): Promise<EntityCounts> {
  const id = encodeURIComponent(controlPlaneId);
  const [{ counts }, { page }] = await Promise.all([
    request<{ counts: HeldCounts }>(`/sluice/v1/control-planes/${id}/counts`),
    request<{ page: { total_count: number } }>(`/v2/control-planes/${id}/nodes`),
  ]);
  return { ...counts, nodes: page.total_count };
}
