/** What the Go types don't say about a field: the value it gets when it has none, and the values it may have. */
interface FieldRule {
  default?: unknown;
  enum?: readonly string[];
  /** Go writes the field always, and yet it may be missing in what clients send. */
  optional?: true;
}

const octal0644 = 0o644;

const protocol: FieldRule = { default: 'TCP', enum: ['TCP', 'UDP', 'SCTP'] };
const volumeMode: FieldRule = { default: 'Filesystem', enum: ['Block', 'Filesystem'] };
const container = {
  imagePullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
  terminationMessagePath: { default: '/dev/termination-log' },
  terminationMessagePolicy: { default: 'File', enum: ['FallbackToLogsOnError', 'File'] },
} as const;
const scheme: FieldRule = { default: 'HTTP', enum: ['HTTP', 'HTTPS'] };

/**
 * The rules by type and field, as `defaults.go` and `validation.go` of Kubernetes' API groups have them. Defaults that
 * depend on other fields are set by the kinds themselves.
 */
export const typeRules: Readonly<Record<string, Readonly<Record<string, FieldRule>>>> = {
  'apps.v1.ControllerRevision': { revision: { optional: true } },
  'apps.v1.DaemonSetSpec': { revisionHistoryLimit: { default: 10 } },
  'apps.v1.DaemonSetUpdateStrategy': {
    type: { default: 'RollingUpdate', enum: ['OnDelete', 'RollingUpdate'] },
  },
  'apps.v1.DeploymentSpec': {
    replicas: { default: 1 },
    revisionHistoryLimit: { default: 10 },
    progressDeadlineSeconds: { default: 600 },
  },
  'apps.v1.DeploymentStrategy': { type: { default: 'RollingUpdate', enum: ['Recreate', 'RollingUpdate'] } },
  'apps.v1.ReplicaSetSpec': { replicas: { default: 1 } },
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    whenDeleted: { default: 'Retain', enum: ['Delete', 'Retain'] },
    whenScaled: { default: 'Retain', enum: ['Delete', 'Retain'] },
  },
  'apps.v1.StatefulSetSpec': {
    persistentVolumeClaimRetentionPolicy: { default: {} },
    podManagementPolicy: { default: 'OrderedReady', enum: ['OrderedReady', 'Parallel'] },
    replicas: { default: 1 },
    revisionHistoryLimit: { default: 10 },
    serviceName: { optional: true },
  },
  'apps.v1.StatefulSetOrdinals': { start: { optional: true } },
  'apps.v1.StatefulSetUpdateStrategy': {
    type: { default: 'RollingUpdate', enum: ['OnDelete', 'RollingUpdate'] },
  },
  'authentication.v1.TokenRequestSpec': {
    audiences: { optional: true },
    boundObjectRef: { optional: true },
    expirationSeconds: { default: 3600 },
  },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': { minReplicas: { default: 1 } },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': { minReplicas: { default: 1 } },
  'batch.v1.CronJobSpec': {
    concurrencyPolicy: { default: 'Allow', enum: ['Allow', 'Forbid', 'Replace'] },
    failedJobsHistoryLimit: { default: 1 },
    successfulJobsHistoryLimit: { default: 3 },
    suspend: { default: false },
  },
  'batch.v1.JobSpec': {
    completionMode: { default: 'NonIndexed', enum: ['Indexed', 'NonIndexed'] },
    suspend: { default: false },
  },
  'core.v1.ConfigMapVolumeSource': { defaultMode: { default: octal0644 } },
  'core.v1.Container': container,
  'core.v1.ContainerPort': { protocol },
  'core.v1.DaemonEndpoint': { Port: { optional: true } },
  'core.v1.DownwardAPIVolumeSource': { defaultMode: { default: octal0644 } },
  'core.v1.EndpointPort': { protocol },
  'core.v1.EphemeralContainerCommon': container,
  'core.v1.GRPCAction': { service: { default: '' } },
  'core.v1.HTTPGetAction': { path: { default: '/' }, scheme },
  'core.v1.HostPathVolumeSource': { type: { default: '' } },
  'core.v1.NodeSelectorRequirement': {
    operator: { enum: ['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'] },
  },
  'core.v1.ObjectFieldSelector': { apiVersion: { default: 'v1' } },
  'core.v1.PersistentVolumeClaimSpec': { volumeMode },
  'core.v1.PersistentVolumeSpec': {
    persistentVolumeReclaimPolicy: { default: 'Retain', enum: ['Delete', 'Recycle', 'Retain'] },
    volumeMode,
  },
  'core.v1.PodSpec': {
    dnsPolicy: {
      default: 'ClusterFirst',
      enum: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
    },
    restartPolicy: { default: 'Always', enum: ['Always', 'Never', 'OnFailure'] },
    schedulerName: { default: 'default-scheduler' },
    securityContext: { default: {} },
    terminationGracePeriodSeconds: { default: 30 },
  },
  'core.v1.Probe': {
    failureThreshold: { default: 3 },
    periodSeconds: { default: 10 },
    successThreshold: { default: 1 },
    timeoutSeconds: { default: 1 },
  },
  'core.v1.ProjectedVolumeSource': { defaultMode: { default: octal0644 } },
  'core.v1.ReplicationControllerSpec': { replicas: { default: 1 } },
  'core.v1.SecretVolumeSource': { defaultMode: { default: octal0644 } },
  'core.v1.ServiceAccountTokenProjection': { expirationSeconds: { default: 3600 } },
  'core.v1.ServicePort': { protocol },
  'core.v1.ServiceSpec': {
    externalTrafficPolicy: { enum: ['Cluster', 'Local'] },
    internalTrafficPolicy: { enum: ['Cluster', 'Local'] },
    sessionAffinity: { default: 'None', enum: ['ClientIP', 'None'] },
    type: { default: 'ClusterIP', enum: ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'] },
  },
  'core.v1.Taint': { effect: { enum: ['NoExecute', 'NoSchedule', 'PreferNoSchedule'] } },
  'core.v1.Toleration': {
    effect: { enum: ['NoExecute', 'NoSchedule', 'PreferNoSchedule'] },
    operator: { enum: ['Equal', 'Exists', 'Gt', 'Lt'] },
  },
  'core.v1.TopologySpreadConstraint': {
    whenUnsatisfiable: { enum: ['DoNotSchedule', 'ScheduleAnyway'] },
  },
  'discovery.v1.EndpointPort': { name: { default: '' }, protocol },
  'discovery.v1.EndpointSlice': {
    addressType: { enum: ['FQDN', 'IPv4', 'IPv6'] },
    endpoints: { optional: true },
    ports: { optional: true },
  },
  'meta.v1.LabelSelectorRequirement': { operator: { enum: ['DoesNotExist', 'Exists', 'In', 'NotIn'] } },
  'networking.v1.HTTPIngressPath': { pathType: { enum: ['Exact', 'ImplementationSpecific', 'Prefix'] } },
  'networking.v1.IngressClassParametersReference': {
    scope: { default: 'Cluster', enum: ['Cluster', 'Namespace'] },
  },
  'networking.v1.NetworkPolicyPort': { protocol },
  'networking.v1.NetworkPolicySpec': { podSelector: { optional: true } },
  'rbac.v1.ClusterRole': { rules: { optional: true } },
  // What is said of a rule without verbs is more than that they are missing.
  'rbac.v1.PolicyRule': { verbs: { optional: true } },
  'rbac.v1.Role': { rules: { optional: true } },
  'scheduling.v1.PriorityClass': {
    preemptionPolicy: { default: 'PreemptLowerPriority', enum: ['Never', 'PreemptLowerPriority'] },
    value: { optional: true },
  },
  'storage.v1.StorageClass': {
    reclaimPolicy: { default: 'Delete', enum: ['Delete', 'Recycle', 'Retain'] },
    volumeBindingMode: { default: 'Immediate', enum: ['Immediate', 'WaitForFirstConsumer'] },
  },
};
