/** What the fields of autoscalers, budgets, quotas and priorities are for; see `field-descriptions.ts`. */
export const policyDescriptions = `
autoscaling.v1.HorizontalPodAutoscaler autoscaling.v2.HorizontalPodAutoscaler
. Says how many pods something has, by how busy they are.
spec What is scaled, within which bounds, and by what.
status What was last measured and done.

autoscaling.v1.HorizontalPodAutoscalerSpec autoscaling.v2.HorizontalPodAutoscalerSpec
scaleTargetRef What is scaled.
minReplicas How many pods there are at least. 1 when nothing is said.
maxReplicas How many pods there are at most.
targetCPUUtilizationPercentage How busy pods should be, in percent of the CPU that they request.
metrics What is measured. The one that asks for the most pods counts.
behavior How fast pods come and go.

autoscaling.v1.CrossVersionObjectReference autoscaling.v2.CrossVersionObjectReference
kind The kind of the object.
name The name of the object.
apiVersion The version of its kind, with the group.

autoscaling.v2.MetricSpec autoscaling.v2.MetricStatus
type Which of the fields beside it counts: Resource, ContainerResource, Pods, Object or External.
object What is measured of one object.
pods What is measured of each pod, on average.
resource CPU or memory that pods use.
containerResource CPU or memory that one container of each pod uses.
external What is measured outside of the cluster.

autoscaling.v2.MetricTarget
type Utilization, Value or AverageValue.
value What it should be altogether.
averageValue What it should be for each pod.
averageUtilization What it should be for each pod, in percent of what it requests.

autoscaling.v2.MetricIdentifier
name The name of the metric.
selector Picks series of it by their labels.

autoscaling.v2.ObjectMetricSource autoscaling.v2.PodsMetricSource autoscaling.v2.ResourceMetricSource autoscaling.v2.ContainerResourceMetricSource autoscaling.v2.ExternalMetricSource
describedObject The object.
target What it should be.
metric What is measured.
name The resource: cpu or memory.
container The container.

autoscaling.v2.HorizontalPodAutoscalerBehavior
scaleUp How fast pods come.
scaleDown How fast pods go. Over the last five minutes' highest wish when nothing is said.

autoscaling.v2.HPAScalingRules
stabilizationWindowSeconds Seconds over which earlier wishes are looked at, so that numbers don't swing.
selectPolicy Which policy counts: Max, Min, or Disabled for none.
policies How much may change in which time.
tolerance How far the measured value may be off before something is done.

autoscaling.v2.HPAScalingPolicy
type Pods or Percent.
value How many.
periodSeconds In how many seconds.

autoscaling.v1.HorizontalPodAutoscalerStatus autoscaling.v2.HorizontalPodAutoscalerStatus
observedGeneration The generation of the object that this status is about.
lastScaleTime When the number of pods was last changed.
currentReplicas How many pods there are.
desiredReplicas How many pods there should be.
currentCPUUtilizationPercentage How busy pods are, in percent of the CPU that they request.
currentMetrics What was last measured.
conditions Whether it can scale, and what limits it.

policy.v1.PodDisruptionBudget
. Says how many pods of a kind may be taken away at once by those who ask.
spec Which pods, and how many.
status How many may be taken away now.

policy.v1.PodDisruptionBudgetSpec
minAvailable How many pods have to stay, as a number or in percent.
selector Picks the pods.
maxUnavailable How many pods may be missing, as a number or in percent. Not together with minAvailable.
unhealthyPodEvictionPolicy Whether pods that are not ready may always be taken away.

policy.v1.PodDisruptionBudgetStatus
observedGeneration The generation of the object that this status is about.
disruptedPods Pods that are about to be taken away, and since when.
disruptionsAllowed How many may be taken away now.
currentHealthy How many are ready.
desiredHealthy How many have to be.
expectedPods How many there are to be.
conditions What can be said of the budget.

core.v1.ResourceQuota
. Bounds what the objects of a namespace may use together.
spec The bounds.
status How much is in use.

core.v1.ResourceQuotaSpec
hard The bounds, by resource.
scopes Which objects are counted.
scopeSelector Which objects are counted, with values to compare with.

core.v1.ResourceQuotaStatus
hard The bounds in force.
used How much is in use.

core.v1.LimitRange
. Bounds and defaults for each pod, container or claim of a namespace.
spec The bounds and defaults.

core.v1.LimitRangeSpec
limits The bounds and defaults, by what they are for.

core.v1.LimitRangeItem
type What it is for: Pod, Container or PersistentVolumeClaim.
max The most, by resource.
min The least, by resource.
default The limit of what names none.
defaultRequest The request of what names none.
maxLimitRequestRatio How often the request the limit may be.

scheduling.v1.PriorityClass
. A name for how important pods are.
value The number; higher ones go first.
globalDefault Whether pods that name no class get this one.
description When to use it.
preemptionPolicy Whether its pods may remove others to make room.
`;
