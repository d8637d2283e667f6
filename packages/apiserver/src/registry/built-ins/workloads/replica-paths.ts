import type { ScalePaths } from '../../served-resource.ts';

/** Where the kinds that keep pods running have their numbers of replicas. */
export const replicaPaths: ScalePaths = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.spec.selector',
};
