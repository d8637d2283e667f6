/** What the fields of containers are for; see `field-descriptions.ts`. */
export const containerDescriptions = `
core.v1.Container core.v1.EphemeralContainerCommon
name The name of the container, unlike that of any other in the pod.
image The image that it runs, such as nginx:1.27.
command The program and its first arguments, in place of the image's entry point. Not run by a shell.
args The arguments, in place of those of the image.
workingDir The folder to run in; that of the image when nothing is said.
ports Ports that the container listens on. Others can be reached as well: this is for information.
envFrom ConfigMaps and Secrets whose entries become environment variables.
env Environment variables.
resources What the container asks for and what it may use at most.
resizePolicy Whether the container is started again when its resources change.
restartPolicy Whether it is started again when it ends. Always makes a sidecar of an init container.
restartPolicyRules When it is started again, by its exit code.
volumeMounts Volumes of the pod, and where their files appear.
volumeDevices Block devices of the pod, and where they appear.
livenessProbe Tells whether the container is alive; when it fails the container is started again.
readinessProbe Tells whether the container can serve; while it fails Services send it nothing.
startupProbe Tells whether the container has begun; the other probes wait for it.
lifecycle What is done right after the start and right before the end.
terminationMessagePath The file in which the container leaves its last words.
terminationMessagePolicy Whether the end of the log stands in for last words that a failed container did not leave.
imagePullPolicy When the image is fetched: Always, IfNotPresent or Never.
securityContext Users, rights and other limits, which outweigh those of the pod.
stdin Whether there is a standard input.
stdinOnce Whether it ends with the first client that was attached.
tty Whether there is a terminal.

core.v1.EphemeralContainer
targetContainerName The container whose processes this one sees.

core.v1.ContainerPort
name A name for the port, by which Services can refer to it.
hostPort The port of the node that leads here. Most have none.
containerPort The port, from 1 to 65535.
protocol TCP, UDP or SCTP.
hostIP The address of the node that the host port is open on.

core.v1.EnvFromSource
prefix What is put before each name.
configMapRef The ConfigMap.
secretRef The Secret.

core.v1.ConfigMapEnvSource core.v1.SecretEnvSource
name The name of the object, in the namespace of the pod.
optional Whether the pod may start without it.

core.v1.EnvVar
name The name of the variable.
value Its value. $(NAME) stands for a variable that was defined before.
valueFrom Where the value comes from.

core.v1.EnvVarSource
fieldRef A field of the pod itself.
resourceFieldRef A request or a limit of a container.
configMapKeyRef An entry of a ConfigMap.
secretKeyRef An entry of a Secret.
fileKeyRef An entry of a file in a volume.

core.v1.ConfigMapKeySelector core.v1.SecretKeySelector
name The name of the object, in the namespace of the pod.
key The entry.
optional Whether the pod may start without it.

core.v1.ObjectFieldSelector
apiVersion The version in which the path is meant.
fieldPath The path of the field, such as metadata.name.

core.v1.ResourceFieldSelector
containerName The container.
resource The resource, such as limits.cpu.
divisor What the number is divided by.

core.v1.ResourceRequirements core.v1.VolumeResourceRequirements
limits The most that may be used, by resource: cpu, memory and others.
requests The least that has to be there, by resource; the limits when nothing is said.
claims Claims of the pod that this container uses.

core.v1.VolumeMount
name The name of the volume in the pod.
readOnly Whether its files can not be changed.
recursiveReadOnly Whether that holds for what is mounted below as well.
mountPath Where the volume appears in the container.
subPath The part of the volume that appears there.
mountPropagation Whether mounts of the node and of the container are seen by each other.
subPathExpr Like subPath, with variables of the environment in it.

core.v1.VolumeDevice
name The name of a claim of the pod.
devicePath Where the device appears in the container.

core.v1.Probe
exec Runs a program in the container; exit code 0 is well.
httpGet Sends a GET; a status from 200 to 399 is well.
tcpSocket Opens a connection.
grpc Asks the health service of gRPC.
initialDelaySeconds Seconds after the start before the first probe.
timeoutSeconds Seconds that a probe may take.
periodSeconds Seconds between two probes.
successThreshold How often in a row it has to succeed after it had failed.
failureThreshold How often in a row it has to fail to count.
terminationGracePeriodSeconds Seconds that the container has to end by itself when the probe fails.

core.v1.ExecAction
command The program and its arguments. Not run by a shell.

core.v1.HTTPGetAction
path The path.
port The port, by number or name.
host The host; the pod's own address when nothing is said.
scheme HTTP or HTTPS.
httpHeaders Headers of the request.

core.v1.HTTPHeader
name The name of the header.
value Its value.

core.v1.TCPSocketAction
port The port, by number or name.
host The host; the pod's own address when nothing is said.

core.v1.GRPCAction
port The port.
service The service that is asked about.

core.v1.Lifecycle
postStart What is done right after the container was made. When it fails the container is killed.
preStop What is done before the container is told to end. The grace period runs meanwhile.
stopSignal The signal that tells the container to end.

core.v1.LifecycleHandler
exec Runs a program in the container.
httpGet Sends a GET.
tcpSocket No longer in use.
sleep Waits.

core.v1.SleepAction
seconds For how long.

core.v1.SecurityContext
capabilities Rights of the kernel to add or to take away.
privileged Whether the container may do all that the node may.
seLinuxOptions The SELinux context.
windowsOptions What only Windows knows.
runAsUser The number of the user that it runs as.
runAsGroup The number of the group that it runs as.
runAsNonRoot Whether it is not started when it would run as root.
readOnlyRootFilesystem Whether its own files can not be changed.
allowPrivilegeEscalation Whether a process may get more rights than its parent.
procMount How the folder of processes is mounted.
seccompProfile Which system calls are open.
appArmorProfile The AppArmor profile.

core.v1.Capabilities
add Rights to add.
drop Rights to take away; ALL is all of them.

core.v1.SeccompProfile core.v1.AppArmorProfile
type RuntimeDefault, Localhost or Unconfined.
localhostProfile The profile on the node, for Localhost.

core.v1.SELinuxOptions
user The user of the label.
role The role of the label.
type The type of the label.
level The level of the label.
`;
