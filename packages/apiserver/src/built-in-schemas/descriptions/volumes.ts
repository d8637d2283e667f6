/** What the fields of volumes, claims and storage classes are for; see `field-descriptions.ts`. */
export const volumeDescriptions = `
core.v1.Volume
name The name by which containers mount the volume.

core.v1.VolumeSource
hostPath A file or folder of the node.
emptyDir A folder that is empty at first and goes with the pod.
secret The entries of a Secret, as files.
nfs A folder of an NFS server.
iscsi A disk by iSCSI.
persistentVolumeClaim A claim of the namespace.
downwardAPI Fields of the pod, as files.
fc A disk by Fibre Channel.
configMap The entries of a ConfigMap, as files.
projected Files from several sources in one folder.
csi A volume of a CSI driver that lives as long as the pod.
ephemeral A claim that is made for the pod and goes with it.
image The files of an image.

core.v1.HostPathVolumeSource
path The path on the node.
type What has to be there, such as Directory or File; nothing is checked when it is empty.

core.v1.EmptyDirVolumeSource
medium Memory keeps the files in memory; otherwise they are on the node's disk.
sizeLimit How much may be in it.

core.v1.SecretVolumeSource
secretName The name of the Secret.
items The entries that become files, and their paths; all entries when nothing is said.
defaultMode The mode of the files; 0644 when nothing is said.
optional Whether the pod may start without it.

core.v1.ConfigMapVolumeSource
name The name of the ConfigMap.
items The entries that become files, and their paths; all entries when nothing is said.
defaultMode The mode of the files; 0644 when nothing is said.
optional Whether the pod may start without it.

core.v1.KeyToPath
key The entry.
path The path of its file, below the mount.
mode The mode of the file.

core.v1.NFSVolumeSource
server The name or address of the server.
path The folder that it exports.
readOnly Whether its files can not be changed.

core.v1.PersistentVolumeClaimVolumeSource
claimName The name of the claim, in the namespace of the pod.
readOnly Whether its files can not be changed.

core.v1.DownwardAPIVolumeSource
items The files.
defaultMode The mode of the files; 0644 when nothing is said.

core.v1.DownwardAPIVolumeFile
path The path of the file, below the mount.
fieldRef A field of the pod.
resourceFieldRef A request or a limit of a container.
mode The mode of the file.

core.v1.ProjectedVolumeSource
sources What is put into the folder.
defaultMode The mode of the files; 0644 when nothing is said.

core.v1.VolumeProjection
secret The entries of a Secret.
downwardAPI Fields of the pod.
configMap The entries of a ConfigMap.
serviceAccountToken A token of the pod's ServiceAccount, renewed in time.
clusterTrustBundle Certificates that the cluster trusts.
podCertificate A certificate for the pod, and its key.

core.v1.ServiceAccountTokenProjection
audience Whom the token is for.
expirationSeconds How long it lasts; it is renewed before that.
path The path of the file, below the mount.

core.v1.CSIVolumeSource
driver The name of the driver.
readOnly Whether its files can not be changed.
fsType The file system.
volumeAttributes What the driver wants to know.
nodePublishSecretRef The Secret that the driver needs.

core.v1.EphemeralVolumeSource
volumeClaimTemplate What the claim is made from.

core.v1.PersistentVolumeClaimTemplate
metadata Labels and annotations of the claim.
spec What is claimed.

core.v1.PersistentVolumeClaim
. Asks for storage, and names what was given.
spec What is asked for.
status What was given.

core.v1.PersistentVolumeClaimSpec
accessModes How the volume may be mounted, such as ReadWriteOnce.
selector Picks volumes by their labels.
resources How much storage there has to be.
volumeName The volume that was given, or that is asked for by name.
storageClassName The StorageClass. An empty text asks for volumes of no class.
volumeMode Filesystem or Block.
dataSource What the volume is filled from.
dataSourceRef What the volume is filled from, also of other kinds and namespaces.
volumeAttributesClassName The class of settings that can be changed later.

core.v1.PersistentVolumeClaimStatus
phase Pending, Bound or Lost.
accessModes How the volume can be mounted.
capacity How large it is.
conditions What can be said of the claim, such as that it is being resized.
allocatedResources How much storage is set aside for it.
currentVolumeAttributesClassName The class of settings in force.

core.v1.PersistentVolume
. Storage that there is, for claims to be given.
spec What it is and where.
status Whether it is in use.

core.v1.PersistentVolumeSpec
capacity How large it is.
accessModes How it can be mounted.
claimRef The claim that it was given to.
persistentVolumeReclaimPolicy What becomes of it when its claim goes: Retain, Delete or Recycle.
storageClassName The StorageClass that it is of.
mountOptions Options of the mount.
volumeMode Filesystem or Block.
nodeAffinity The nodes that can reach it.
volumeAttributesClassName The class of settings that can be changed later.

core.v1.PersistentVolumeStatus
phase Pending, Available, Bound, Released or Failed.
message Why it is as it is, for people.
reason Why it is as it is, in a word.
lastPhaseTransitionTime When the phase last changed.

storage.v1.StorageClass
. A kind of storage, and who makes it.
provisioner Who makes volumes of this class.
parameters What the provisioner wants to know.
reclaimPolicy What becomes of volumes when their claims go: Delete or Retain.
mountOptions Options of the mount.
allowVolumeExpansion Whether claims may grow.
volumeBindingMode Immediate, or WaitForFirstConsumer, which waits for a pod that wants the volume.
allowedTopologies Where volumes may be made.
`;
