/** What the fields of nodes, and what many kinds have in common, are for; see `field-descriptions.ts`. */
export const clusterDescriptions = `
core.v1.Node
. A machine that pods run on.
spec What the cluster wants of it.
status What it reports.

core.v1.NodeSpec
podCIDR The network that its pods get addresses of.
podCIDRs The networks that its pods get addresses of, one of each family.
providerID Its name at who provides it.
unschedulable Whether it gets no more pods.
taints What keeps pods away that do not tolerate it.

core.v1.Taint
key The key of the taint.
value Its value.
effect NoSchedule keeps new pods away, PreferNoSchedule if it can be, NoExecute removes those that run as well.
timeAdded When it was added.

core.v1.NodeStatus
capacity What it has, by resource.
allocatable What of that pods can have.
conditions Whether it is ready, and what it runs out of.
addresses Its addresses and names.
nodeInfo Which software it runs.
images Which images it has.

core.v1.NodeAddress
type Hostname, InternalIP, ExternalIP, InternalDNS or ExternalDNS.
address The address or name.

node.v1.RuntimeClass
. A way to run containers.
handler What nodes know it by.
overhead What pods take beside their containers.
scheduling Which nodes have it.

meta.v1.LabelSelector
matchLabels Labels and the values that they must have. All must fit.
matchExpressions What else labels must be. All must fit.

meta.v1.LabelSelectorRequirement
key The label.
operator In, NotIn, Exists or DoesNotExist.
values The values to compare with; none for Exists and DoesNotExist.

core.v1.TypedLocalObjectReference core.v1.TypedObjectReference
apiGroup The API group; the core group when nothing is said.
kind The kind.
name The name.
namespace The namespace; that of the referrer when nothing is said.

apps.v1.DeploymentCondition apps.v1.ReplicaSetCondition apps.v1.StatefulSetCondition apps.v1.DaemonSetCondition batch.v1.JobCondition core.v1.PodCondition core.v1.NodeCondition core.v1.PersistentVolumeClaimCondition core.v1.ReplicationControllerCondition autoscaling.v2.HorizontalPodAutoscalerCondition meta.v1.Condition
type What it is about.
status True, False or Unknown.
observedGeneration The generation of the object that it is about.
lastProbeTime When it was last looked at.
lastHeartbeatTime When it was last reported.
lastUpdateTime When it was last written.
lastTransitionTime When the status last changed.
reason Why, in a word.
message Why, for people.
`;
