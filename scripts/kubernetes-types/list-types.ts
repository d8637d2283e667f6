/**
 * How lists and maps merge in server-side apply, where that does not follow from the tags for strategic merge
 * patches: by `type.field`, as the markers `+listType`, `+listMapKey` and `+mapType` in k8s.io/api say it. By default
 * a list with a merge key is a map by that key, one that merges without a key is a set, and any other is atomic.
 */
export const listTypes: Readonly<Record<string, string>> = {
  'core.v1.Container.ports': 'map:containerPort,protocol',
  'core.v1.EphemeralContainer.ports': 'map:containerPort,protocol',
  'core.v1.EphemeralContainerCommon.ports': 'map:containerPort,protocol',
  'core.v1.ServiceSpec.ports': 'map:port,protocol',
  'core.v1.PodSpec.topologySpreadConstraints': 'map:topologyKey,whenUnsatisfiable',
  'core.v1.PodStatus.hostIPs': 'atomic',
  'core.v1.ResourceRequirements.claims': 'map:name',
  'core.v1.VolumeResourceRequirements.claims': 'map:name',
  'core.v1.ContainerStatus.volumeMounts': 'map:mountPath',
  'core.v1.ContainerStatus.allocatedResourcesStatus': 'map:name',
  'core.v1.ResourceStatus.resources': 'map:resourceID',
  'core.v1.LoadBalancerIngress.ports': 'atomic',
  'autoscaling.v2.HorizontalPodAutoscalerStatus.conditions': 'map:type',
  'networking.v1.IngressLoadBalancerIngress.ports': 'atomic',
  'admissionregistration.v1.MutatingWebhook.matchConditions': 'map:name',
  'admissionregistration.v1.ValidatingWebhook.matchConditions': 'map:name',
};

/** Types whose values are replaced as a whole (`+structType=atomic`). */
export const atomicTypes: ReadonlySet<string> = new Set([
  'core.v1.ConfigMapKeySelector',
  'core.v1.FileKeySelector',
  'core.v1.LocalObjectReference',
  'core.v1.NodeSelector',
  'core.v1.NodeSelectorTerm',
  'core.v1.ObjectFieldSelector',
  'core.v1.ObjectReference',
  'core.v1.ResourceFieldSelector',
  'core.v1.ScopeSelector',
  'core.v1.SecretKeySelector',
  'core.v1.SecretReference',
  'core.v1.TopologySelectorTerm',
  'core.v1.TypedLocalObjectReference',
  'meta.v1.LabelSelector',
  'meta.v1.OwnerReference',
  'rbac.v1.RoleRef',
  'rbac.v1.Subject',
  'networking.v1.IPBlock',
]);
