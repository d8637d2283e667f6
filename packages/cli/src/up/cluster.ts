import type { KubernetesClient, Logger } from '@sluice/controller-runtime';

/** What everything that works on the cluster needs. What waits ends with the signal's reason when it is aborted. */
export interface Cluster {
  readonly client: KubernetesClient;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}
