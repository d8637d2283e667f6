/** What the fields of Jobs and CronJobs are for; see `field-descriptions.ts`. */
export const batchDescriptions = `
batch.v1.Job
. Runs pods until enough of them have ended well.
spec What is to be done, and how often it may be tried.
status How far it has come.

batch.v1.JobSpec
parallelism How many pods may run at once.
completions How many pods have to end well. Without it, any one that ends well ends the Job.
activeDeadlineSeconds Seconds after its start when the Job is ended, whatever it has done.
podFailurePolicy What is done about a pod that fails, by how it failed.
successPolicy When the Job counts as done although not all of its pods are.
backoffLimit How many pods may fail before the Job does. 6 when nothing is said.
backoffLimitPerIndex How many pods of one index may fail before that index does.
maxFailedIndexes How many indexes may fail before the Job does.
selector Picks the pods of the Job. It is set by the server unless manualSelector is true.
manualSelector Whether the selector and the labels of the template are those that were given.
template What the pods are made from. Their restart policy is Never or OnFailure.
ttlSecondsAfterFinished Seconds after its end when the Job is deleted. Without it, it stays.
completionMode NonIndexed counts pods that end well; Indexed gives each its number, and wants each number once.
suspend While this is true no pods are made, and those that run are ended.
podReplacementPolicy When a pod is replaced: as soon as it is about to end, or once it has failed.
managedBy The controller that cares for the Job, where it is not that of the cluster.

batch.v1.PodFailurePolicy
rules What is done about failed pods; the first rule that fits counts.

batch.v1.PodFailurePolicyRule
action FailJob, FailIndex, Ignore or Count.
onExitCodes Fits by the exit codes of containers.
onPodConditions Fits by the conditions of the pod.

batch.v1.PodFailurePolicyOnExitCodesRequirement
containerName The container whose exit code counts; any when nothing is said.
operator In or NotIn.
values The exit codes.

batch.v1.PodFailurePolicyOnPodConditionsPattern
type The type of the condition.
status The status that it has to have; True when nothing is said.

batch.v1.SuccessPolicy
rules When the Job counts as done; any rule that fits is enough.

batch.v1.SuccessPolicyRule
succeededIndexes The indexes that have to end well, as in 0,2-5.
succeededCount How many indexes have to end well.

batch.v1.JobStatus
conditions Whether the Job is complete, has failed or is suspended.
startTime When the Job was begun, or last went on.
completionTime When enough pods had ended well.
active How many pods run or wait.
succeeded How many pods ended well.
failed How many pods failed.
terminating How many pods are about to end.
completedIndexes The indexes that ended well, as in 0,2-5.
failedIndexes The indexes that failed.
uncountedTerminatedPods Pods that have ended and are in none of the counts yet.
ready How many pods are ready.

batch.v1.UncountedTerminatedPods
succeeded The UIDs of those that ended well.
failed The UIDs of those that failed.

batch.v1.CronJob
. Makes Jobs by a timetable.
spec The timetable, and the Jobs.
status When it last made one.

batch.v1.CronJobSpec
schedule When a Job is made, in the form of cron: minute, hour, day of the month, month, day of the week.
timeZone The time zone of the schedule, such as Europe/Berlin; that of the controller when nothing is said.
startingDeadlineSeconds How many seconds late a Job may still be made.
concurrencyPolicy What happens when the last Job still runs: Allow another, Forbid it, or Replace the old one.
suspend While this is true no more Jobs are made.
jobTemplate What the Jobs are made from.
successfulJobsHistoryLimit How many Jobs that ended well are kept.
failedJobsHistoryLimit How many failed Jobs are kept.

batch.v1.JobTemplateSpec
metadata Labels and annotations of the Jobs.
spec What the Jobs are to do.

batch.v1.CronJobStatus
active The Jobs that run.
lastScheduleTime When a Job was last made.
lastSuccessfulTime When a Job last ended well.
`;
