import type { KubernetesClient } from '@sluice/controller-runtime';
import { aroundWrites } from '../cluster/around-writes.ts';

/**
 * A client whose writes fail where this process doesn't lead, which `assertLeading` says by throwing. A leader that
 * stood still (a paused machine, a starved one) may have passes under way when it goes on, long after somebody else has
 * taken over, and before its own renewal has failed.
 */
export function fencedCluster(client: KubernetesClient, assertLeading: () => void): KubernetesClient {
  return aroundWrites(client, async (_write, call) => {
    assertLeading();
    return call();
  });
}
