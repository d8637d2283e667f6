/** What the fields of Pods are for, those of their containers and volumes aside; see `field-descriptions.ts`. */
export const podDescriptions = `
core.v1.Pod
. One or more containers that run together on a node, with one address and common volumes.
spec What is to run, and where.
status What runs, as the node last reported.

core.v1.PodTemplateSpec
metadata Labels and annotations of the pods.
spec What is to run in each pod.

core.v1.PodSpec
volumes Files that containers of the pod can mount.
initContainers Containers that run before the others, one after the other, each until it has ended well.
containers The containers of the pod. There is at least one, and none is added later.
ephemeralContainers Containers that were added to a running pod, to look into it.
restartPolicy Whether containers that end are started again: Always, OnFailure or Never.
terminationGracePeriodSeconds Seconds that the pod has to end by itself before it is killed.
activeDeadlineSeconds Seconds after its start when the pod is ended as failed.
dnsPolicy Where names are looked up: ClusterFirst, ClusterFirstWithHostNet, Default or None.
nodeSelector Labels that a node must have for the pod to run there.
serviceAccountName The ServiceAccount in whose name the pod speaks to the API server.
serviceAccount The old name of serviceAccountName.
automountServiceAccountToken Whether containers find a token of the ServiceAccount among their files.
nodeName The node that the pod runs on. Set by the scheduler; set by hand it goes round it.
hostNetwork Whether the pod has the network of its node instead of one of its own.
hostPID Whether containers see the processes of the node.
hostIPC Whether containers share memory and semaphores with the node.
shareProcessNamespace Whether the containers of the pod see each other's processes.
securityContext Users, groups and other limits for all containers of the pod.
imagePullSecrets Secrets with credentials for the registries of the images.
hostname The host name inside of the pod; its own name when nothing is said.
subdomain Together with the host name makes a full name in DNS.
affinity Which nodes the pod would like, and whose company.
schedulerName Who picks the node.
tolerations Taints of nodes that do not keep this pod away.
hostAliases Lines for the pod's hosts file.
priorityClassName The PriorityClass of the pod.
priority The number behind the PriorityClass; pods with higher ones go first. Set by the server.
dnsConfig What is added to what the DNS policy makes.
readinessGates Further conditions that have to be true before the pod counts as ready.
runtimeClassName The RuntimeClass that runs the containers.
enableServiceLinks Whether Services of the namespace are told to containers as environment variables.
preemptionPolicy Whether pods of lower priority may be removed to make room for this one.
overhead Resources that the pod takes beside those of its containers. Set by the RuntimeClass.
topologySpreadConstraints How pods are spread over nodes, zones and the like.
setHostnameAsFQDN Whether the host name is the full name in DNS.
os The operating system of the containers.
hostUsers Whether the pod shares the users of its node.
schedulingGates The pod is not given a node until all of these are gone.
resourceClaims Claims to devices that containers of the pod can use.
resources Limits and requests of the pod as a whole.
hostnameOverride The host name inside of the pod, whatever else is said.
workloadRef The group of pods that are given nodes together.

core.v1.PodSecurityContext
seLinuxOptions The SELinux context of all containers.
windowsOptions What only Windows knows.
runAsUser The number of the user that processes run as.
runAsGroup The number of the group that processes run as.
runAsNonRoot Whether containers that would run as root are not started.
supplementalGroups Further groups of the processes.
supplementalGroupsPolicy Whether groups that the image names are added: Merge or Strict.
fsGroup The group that volumes belong to.
sysctls Settings of the kernel for the pod.
fsGroupChangePolicy Whether the group of files is set at each mount or only where it is wrong.
seccompProfile Which system calls are open.
appArmorProfile The AppArmor profile of all containers.
seLinuxChangePolicy How the SELinux label comes to volumes.

core.v1.Sysctl
name The name of the setting.
value Its value.

core.v1.Affinity
nodeAffinity Which nodes the pod needs or would like.
podAffinity Next to which pods it is to run.
podAntiAffinity Away from which pods it is to run.

core.v1.NodeAffinity core.v1.PodAffinity core.v1.PodAntiAffinity
requiredDuringSchedulingIgnoredDuringExecution What has to hold when the node is picked. Later changes move no pod.
preferredDuringSchedulingIgnoredDuringExecution What should hold when the node is picked, each wish with its weight.

core.v1.NodeSelector
nodeSelectorTerms A node fits when it fits one of these.

core.v1.NodeSelectorTerm
matchExpressions What the labels of the node have to be.
matchFields What the fields of the node have to be.

core.v1.NodeSelectorRequirement
key The label.
operator In, NotIn, Exists, DoesNotExist, Gt or Lt.
values The values to compare with; none for Exists and DoesNotExist, one number for Gt and Lt.

core.v1.PreferredSchedulingTerm
weight From 1 to 100; the weights of all wishes that a node meets are added up.
preference The wish.

core.v1.PodAffinityTerm
labelSelector Picks the pods by their labels.
namespaces The namespaces of those pods; that of this pod when nothing is said.
topologyKey The label of nodes by which two of them count as one place.
namespaceSelector Picks the namespaces of those pods by their labels.
matchLabelKeys Labels of which those pods have the same values as this one.
mismatchLabelKeys Labels of which those pods have other values than this one.

core.v1.WeightedPodAffinityTerm
weight From 1 to 100; the weights of all wishes that a node meets are added up.
podAffinityTerm The wish.

core.v1.Toleration
key The taint's key; all taints when it is empty and the operator is Exists.
operator Exists takes any value of the taint; Equal, which is meant when nothing is said, only the given one.
value The taint's value, for Equal.
effect The effect that is tolerated: NoSchedule, PreferNoSchedule or NoExecute; all when nothing is said.
tolerationSeconds For how long NoExecute is tolerated.

core.v1.HostAlias
ip The address.
hostnames The names that lead to it.

core.v1.PodDNSConfig
nameservers Addresses of further name servers.
searches Further domains that short names are looked up in.
options Further options of the resolver.

core.v1.PodReadinessGate
conditionType The type of the condition.

core.v1.TopologySpreadConstraint
maxSkew By how many pods two places may differ.
topologyKey The label of nodes by which places are told apart.
whenUnsatisfiable DoNotSchedule lets the pod wait; ScheduleAnyway only prefers better places.
labelSelector Picks the pods that are counted.
minDomains How many places there have to be at least.
nodeAffinityPolicy Whether nodes that the pod can not run on are left out of the count.
nodeTaintsPolicy Whether nodes with taints that keep the pod away are left out of the count.
matchLabelKeys Labels of which counted pods have the same values as this one.

core.v1.PodOS
name linux or windows.

core.v1.PodSchedulingGate
name The name of the gate.

core.v1.PodStatus
observedGeneration The generation of the pod that this status is about.
phase Where the pod is in its life: Pending, Running, Succeeded, Failed or Unknown.
conditions What can be said of the pod: whether it has a node, has begun, is ready.
message Why the pod is as it is, for people.
reason Why the pod is as it is, in a word.
nominatedNodeName The node on which room is being made for the pod.
hostIP An address of the node.
hostIPs All addresses of the node.
podIP An address of the pod.
podIPs All addresses of the pod.
startTime When the node took the pod up.
initContainerStatuses How the init containers are.
containerStatuses How the containers are.
qosClass Guaranteed, Burstable or BestEffort, by what the containers request.
ephemeralContainerStatuses How the ephemeral containers are.
resize How far a change of resources has come.

core.v1.HostIP core.v1.PodIP
ip The address.

core.v1.ContainerStatus
name The name of the container.
state Whether it waits, runs or has ended.
lastState How it ended the last time.
ready Whether it counts as ready.
restartCount How often it was started again.
image The image that it runs.
imageID The digest of that image.
containerID The runtime's name of the container.
started Whether its startup probe has succeeded.
allocatedResources What the node has set aside for it.
resources What it may use at present.

core.v1.ContainerState
waiting Why it does not run yet.
running Since when it runs.
terminated How it ended.

core.v1.ContainerStateWaiting
reason Why it waits, in a word.
message Why it waits, for people.

core.v1.ContainerStateRunning
startedAt When it was started.

core.v1.ContainerStateTerminated
exitCode What it ended with; 0 is well.
signal The signal that ended it.
reason Why it ended, in a word.
message What it left as its last words.
startedAt When it was started.
finishedAt When it ended.
containerID The runtime's name of the container.
`;
