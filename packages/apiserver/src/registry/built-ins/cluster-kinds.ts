import type { ObjectStore } from '../../storage/object-store.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { apiService } from './cluster/api-service.ts';
import { node } from './cluster/node.ts';
import { runtimeClass } from './cluster/runtime-class.ts';
import { endpointSlice } from './networking/endpoint-slice.ts';
import { endpoints } from './networking/endpoints.ts';
import { ingress } from './networking/ingress.ts';
import { ingressClass } from './networking/ingress-class.ts';
import { networkPolicy } from './networking/network-policy.ts';
import { service } from './networking/service.ts';
import { horizontalPodAutoscaler } from './policies/horizontal-pod-autoscaler.ts';
import { limitRange } from './policies/limit-range.ts';
import { podDisruptionBudget } from './policies/pod-disruption-budget.ts';
import { priorityClass } from './policies/priority-class.ts';
import { resourceQuota } from './policies/resource-quota.ts';
import { persistentVolume } from './volumes/persistent-volume.ts';
import { persistentVolumeClaim } from './volumes/persistent-volume-claim.ts';
import { storageClass } from './volumes/storage-class.ts';
import { controllerRevision } from './workloads/controller-revision.ts';
import { cronJob } from './workloads/cron-job.ts';
import { daemonSet } from './workloads/daemon-set.ts';
import { deployment } from './workloads/deployment.ts';
import { job } from './workloads/job.ts';
import { pod } from './workloads/pod.ts';
import { podTemplate } from './workloads/pod-template.ts';
import { replicaSet } from './workloads/replica-set.ts';
import { replicationController } from './workloads/replication-controller.ts';
import { statefulSet } from './workloads/stateful-set.ts';

/**
 * The kinds by which clusters run programs. They are stored and checked as in a cluster, so that what is made for
 * clusters can be applied here; nothing acts on them.
 */
export function clusterKinds(store: ObjectStore): ResourceDefinition[] {
  return [
    apiService,
    endpoints,
    limitRange,
    node,
    persistentVolumeClaim,
    persistentVolume,
    pod,
    podTemplate,
    replicationController,
    resourceQuota,
    service(store),
    controllerRevision,
    daemonSet,
    deployment,
    replicaSet,
    statefulSet,
    horizontalPodAutoscaler,
    cronJob,
    job,
    endpointSlice,
    ingressClass,
    ingress,
    networkPolicy,
    runtimeClass,
    podDisruptionBudget,
    priorityClass,
    storageClass,
  ];
}
