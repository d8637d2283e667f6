import { ApiError } from './api-error.ts';
import { countUpTo1000 } from './core-entities.ts';
import { request } from './request.ts';

/** A number of entities: exact or, where counting stopped, the least there are. */
export interface EntityCount {
  count: number;
  isAtLeast: boolean;
}

/** What a control plane holds. `nodes` is undefined where the control plane doesn't tell. */
export interface EntityCounts {
  upstreams: EntityCount;
  targets: EntityCount;
  nodes: EntityCount | undefined;
}

interface CountsAnswer {
  data: { controlPlaneId: string; upstreams: number; targets: number; nodes: number }[];
}

let hasCounts = true;

/**
 * Counts what the given control planes hold, in one request. Where the server can't count, the first thousand of each
 * collection are listed instead.
 */
export async function countEntities(controlPlaneIds: readonly string[]): Promise<Map<string, EntityCounts>> {
  const counted = hasCounts ? await readCounts(controlPlaneIds) : undefined;
  if (counted !== undefined) return counted;
  hasCounts = false;
  return new Map(
    await Promise.all(
      controlPlaneIds.map(async (id): Promise<[string, EntityCounts]> => {
        const [upstreams, targets] = await Promise.all([
          countUpTo1000(id, 'upstreams'),
          countUpTo1000(id, 'targets'),
        ]);
        return [id, { upstreams, targets, nodes: undefined }];
      }),
    ),
  );
}

async function readCounts(ids: readonly string[]): Promise<Map<string, EntityCounts> | undefined> {
  try {
    const parameters = new URLSearchParams({ control_plane_ids: ids.join(',') });
    const { data } = await request<CountsAnswer>(`/sluice/v1/entity-counts?${parameters}`);
    return new Map(
      data.map(({ controlPlaneId, upstreams, targets, nodes }) => [
        controlPlaneId,
        { upstreams: exactly(upstreams), targets: exactly(targets), nodes: exactly(nodes) },
      ]),
    );
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

function exactly(count: number): EntityCount {
  return { count, isAtLeast: false };
}
