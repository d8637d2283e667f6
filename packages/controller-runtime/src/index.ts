// The parts of a Kubernetes controller: a client, informers with an indexed cache, a work queue, controllers, and a
// manager that starts and stops them as one process; conditions, patches, events and metrics. Nothing here knows any
// kind of object.

// queue and backoff: what is to be done, each thing once, and later when it failed.
export type { BackoffOptions } from './backoff/exponential-backoff.ts';
export { backoffMs } from './backoff/exponential-backoff.ts';
// cache: local copies of collections that follow the server.
export type { Indexer, ObjectReader } from './cache/indexed-store.ts';
export type { ChangeHandler, InformerOptions } from './cache/informer.ts';
export { Informer } from './cache/informer.ts';
export { keyOf, objectKey, splitObjectKey } from './cache/object-key.ts';
export { compareResourceVersions, isNewerResourceVersion } from './cache/resource-version.ts';
export { withoutManagedFields } from './cache/without-managed-fields.ts';
// client: one API server, its errors, and how to find it.
export type { CallReport } from './client/call-report.ts';
export type { ClusterConfig, ClusterCredentials, CredentialPlugin } from './client/cluster-config.ts';
export type { KubernetesClientOptions } from './client/create-kubernetes-client.ts';
export { createKubernetesClient } from './client/create-kubernetes-client.ts';
export { KubeconfigError } from './client/kubeconfig-error.ts';
export type { StatusCause, StatusDetails } from './client/kubernetes-api-error.ts';
export { isKubernetesApiError, KubernetesApiError } from './client/kubernetes-api-error.ts';
export type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  JsonPatchOperation,
  KubernetesClient,
  ListOptions,
  RawOptions,
  WriteOptions,
} from './client/kubernetes-client.ts';
export type {
  KubernetesList,
  KubernetesObject,
  ObjectMeta,
  OwnerReference,
} from './client/kubernetes-object.ts';
export { KubernetesUnreachableError } from './client/kubernetes-unreachable-error.ts';
export type { ExplicitCluster, LoadKubeconfigOptions } from './client/load-kubeconfig.ts';
export { loadKubeconfig } from './client/load-kubeconfig.ts';
export { proxyFor } from './client/proxy-for.ts';
export type { Resource } from './client/resource.ts';
export { resourceName, resourcePath } from './client/resource.ts';
export type { WatchEvent, WatchOptions } from './client/watch.ts';
// clock and logging: what a program may bring itself.
export type { Clock } from './clock/clock.ts';
export { systemClock } from './clock/clock.ts';
export { sleep } from './clock/sleep.ts';
// conditions and patch: pure decisions about what to write.
export type { Condition, NewCondition } from './conditions/condition.ts';
export { findCondition, removeCondition, setCondition } from './conditions/set-condition.ts';
// controller and manager: who does it, and the process around them.
export type { ControllerOptions, Reconcile, Requeue, StopResult } from './controller/controller.ts';
export { Controller } from './controller/controller.ts';
export type { ReconcileObserver, ReconcileResult } from './controller/reconcile-observer.ts';
// events and metrics: what people and dashboards see of it.
export type { EventRecorderOptions } from './events/event-recorder.ts';
export { EventRecorder } from './events/event-recorder.ts';
export type { ObjectEvent } from './events/recorded-event.ts';
// leader election: one process at work of several.
export type { LeaderElectorOptions } from './leader-election/leader-elector.ts';
export { LeaderElector } from './leader-election/leader-elector.ts';
export type { Lease, LeaseSpec } from './leader-election/lease.ts';
export { leases } from './leader-election/lease.ts';
export { LostLeadershipError } from './leader-election/lost-leadership-error.ts';
export type { Logger } from './logging/logger.ts';
export type { ReadinessCheck } from './manager/health.ts';
export type { ListenAddress } from './manager/listen.ts';
export { ListenError } from './manager/listen.ts';
export type {
  LeaderElection,
  ManagedCache,
  ManagedController,
  ManagerAddresses,
  ManagerOptions,
  Runnable,
} from './manager/manager.ts';
export { Manager } from './manager/manager.ts';
export type { Metrics } from './metrics/metrics.ts';
export { createMetrics } from './metrics/metrics.ts';
export { mergePatchBetween } from './patch/merge-patch-between.ts';
export type { QueueObserver } from './queue/queue-observer.ts';
export type { AddOptions, WorkQueueOptions, WorkShares } from './queue/work-queue.ts';
export { WorkQueue } from './queue/work-queue.ts';
