/** What the fields of Deployments, StatefulSets, DaemonSets and ReplicaSets are for; see `field-descriptions.ts`. */
export const workloadDescriptions = `
apps.v1.Deployment
. Runs a number of pods that are all alike, and replaces them bit by bit when their template changes.
spec What is wanted: how many pods, made from which template.
status What there is, as the controller last saw it.

apps.v1.DeploymentSpec
replicas How many pods there are to be. 1 when nothing is said; 0 is a number, too.
selector Picks the pods that belong to the Deployment. The labels of the template must match it. It can not be changed later.
template What each pod is made from. A change here, and no other, begins a new rollout.
strategy How old pods are replaced by new ones.
minReadySeconds Seconds that a new pod has to be ready, without a container that fails, before it counts as available.
revisionHistoryLimit How many old ReplicaSets are kept to roll back to.
paused Changes of the template wait while this is true.
progressDeadlineSeconds Seconds that a rollout may make no progress before it is reported as failed. It goes on all the same.

apps.v1.DeploymentStrategy
type RollingUpdate replaces pods bit by bit; Recreate ends all old ones before the first new one begins.
rollingUpdate How many pods may be missing or too many meanwhile. Only for RollingUpdate.

apps.v1.RollingUpdateDeployment
maxUnavailable How many pods may be missing during a rollout, as a number or in percent of the wanted ones, rounded down.
maxSurge How many pods there may be beyond the wanted ones during a rollout, as a number or in percent, rounded up.

apps.v1.DeploymentStatus
observedGeneration The generation of the object that this status is about.
replicas How many pods match the selector, old and new.
updatedReplicas How many of them are made from the present template.
readyReplicas How many of them are ready.
availableReplicas How many of them have been ready for as long as minReadySeconds asks.
unavailableReplicas How many are still missing.
terminatingReplicas How many are about to end.
conditions What can be said of the rollout: whether it is available, makes progress, or fails.
collisionCount Counts hash collisions, from which new names are made.

apps.v1.StatefulSet
. Runs pods that keep their names and volumes, one after the other.
spec What is wanted: the pods, their volumes and their order.
status What there is, as the controller last saw it.

apps.v1.StatefulSetSpec
replicas How many pods there are to be. 1 when nothing is said.
selector Picks the pods that belong to the StatefulSet. The labels of the template must match it.
template What each pod is made from; its name is that of the StatefulSet and its number.
volumeClaimTemplates Claims that every pod gets of its own, and keeps when it is made anew.
serviceName The Service, made by somebody else, that gives each pod a name in DNS.
podManagementPolicy OrderedReady starts and ends pods one by one, in the order of their numbers; Parallel all at once.
updateStrategy How pods are replaced when the template changes.
revisionHistoryLimit How many old revisions are kept to roll back to.
minReadySeconds Seconds that a new pod has to be ready before it counts as available.
persistentVolumeClaimRetentionPolicy What becomes of the claims when the StatefulSet is deleted or made smaller.
ordinals How the pods are numbered.

apps.v1.StatefulSetUpdateStrategy
type RollingUpdate replaces pods by itself; OnDelete waits until somebody deletes them.
rollingUpdate Where a rolling update stops. Only for RollingUpdate.

apps.v1.RollingUpdateStatefulSetStrategy
partition Pods with a number of at least this are replaced; those below stay as they are.
maxUnavailable How many pods may be missing during an update, as a number or in percent.

apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy
whenDeleted What becomes of the claims when the StatefulSet is deleted: Retain or Delete.
whenScaled What becomes of the claims of pods that are no longer wanted: Retain or Delete.

apps.v1.StatefulSetOrdinals
start The number of the first pod.

apps.v1.StatefulSetStatus
observedGeneration The generation of the object that this status is about.
replicas How many pods there are.
readyReplicas How many of them are ready.
currentReplicas How many are of the revision that is being replaced.
updatedReplicas How many are of the revision that replaces it.
currentRevision The revision of the pods that were not replaced yet.
updateRevision The revision of the pods that were replaced.
collisionCount Counts hash collisions, from which new names are made.
conditions What can be said of the StatefulSet.
availableReplicas How many have been ready for as long as minReadySeconds asks.

apps.v1.DaemonSet
. Runs one pod on each node, or on each that is picked.
spec What is wanted: the pods, and where they run.
status What there is, as the controller last saw it.

apps.v1.DaemonSetSpec
selector Picks the pods that belong to the DaemonSet. The labels of the template must match it.
template What each pod is made from. It runs on the nodes that its node selector and tolerations fit.
updateStrategy How pods are replaced when the template changes.
minReadySeconds Seconds that a new pod has to be ready before it counts as available.
revisionHistoryLimit How many old revisions are kept to roll back to.

apps.v1.DaemonSetUpdateStrategy
type RollingUpdate replaces pods by itself; OnDelete waits until somebody deletes them.
rollingUpdate How many pods may be missing or too many meanwhile. Only for RollingUpdate.

apps.v1.RollingUpdateDaemonSet
maxUnavailable How many pods may be missing during an update, as a number or in percent.
maxSurge On how many nodes the new pod may run beside the old one, as a number or in percent.

apps.v1.DaemonSetStatus
currentNumberScheduled On how many nodes the pod runs that should run there.
numberMisscheduled On how many nodes it runs that should not.
desiredNumberScheduled On how many nodes it should run.
numberReady On how many nodes it is ready.
observedGeneration The generation of the object that this status is about.
updatedNumberScheduled On how many nodes it is made from the present template.
numberAvailable On how many nodes it is available.
numberUnavailable On how many nodes it should be available and is not.
collisionCount Counts hash collisions, from which new names are made.
conditions What can be said of the DaemonSet.

apps.v1.ReplicaSet
. Keeps a number of pods that are all alike. Deployments make these; few people do.
spec What is wanted: how many pods, made from which template.
status What there is, as the controller last saw it.

apps.v1.ReplicaSetSpec core.v1.ReplicationControllerSpec
replicas How many pods there are to be. 1 when nothing is said.
minReadySeconds Seconds that a new pod has to be ready before it counts as available.
selector Picks the pods that count. The labels of the template must match it.
template What pods that are missing are made from.

apps.v1.ReplicaSetStatus core.v1.ReplicationControllerStatus
replicas How many pods there are.
fullyLabeledReplicas How many of them have all labels of the template.
readyReplicas How many of them are ready.
availableReplicas How many have been ready for as long as minReadySeconds asks.
terminatingReplicas How many are about to end.
observedGeneration The generation of the object that this status is about.
conditions What can be said of the pods.

core.v1.ReplicationController
. Keeps a number of pods that are all alike: what came before Deployments.
spec What is wanted: how many pods, made from which template.
status What there is, as the controller last saw it.

apps.v1.ControllerRevision
. An earlier state of a StatefulSet or DaemonSet, to roll back to. It never changes.
data The state, in a form that only its controller knows.
revision Which one it is; later ones have higher numbers.

core.v1.PodTemplate
. What pods of some kind are made from, under a name.
template The pods.
`;
