import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { invalidValue, requiredValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { ageAt, containerColumns, selectorText, shown, textAt, wide } from '../columns.ts';
import { negativeErrors } from '../number-errors.ts';
import { partOf, textOf } from '../read-part.ts';
import { scheduleError } from './cron-schedule.ts';
import { completeJobSpec, jobSpecErrors } from './job.ts';

/** Jobs are named after their CronJob, with eleven characters behind it. */
const MAX_NAME_LENGTH = 52;

/** CronJobs: stored and checked; nothing here makes their Jobs. */
export const cronJob = builtIn({
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  statusSubresource: true,
  columns: [
    nameColumn,
    shown('Schedule', textAt(['spec', 'schedule'])),
    shown('Timezone', textAt(['spec', 'timeZone'], '<none>')),
    shown('Suspend', (object) => (partOf(object, 'spec')['suspend'] === true ? 'True' : 'False')),
    shown(
      'Active',
      (object) => {
        const { active } = partOf(object, 'status');
        return Array.isArray(active) ? active.length : 0;
      },
      'integer',
    ),
    shown('Last Schedule', ageAt('status', 'lastScheduleTime')),
    ageColumn,
    ...containerColumns('spec', 'jobTemplate', 'spec', 'template', 'spec'),
    wide('Selector', (object) => selectorText(partOf(object, 'spec', 'jobTemplate', 'spec')['selector'])),
  ],
  complete: (object) => completeJobSpec(partOf(object, 'spec', 'jobTemplate', 'spec')),
  strategy: { tracksGeneration: true, validate },
});

function validate(object: KubeObject): FieldError[] {
  const spec = partOf(object, 'spec');
  const schedule = textOf(spec['schedule']);
  const errors = jobSpecErrors(partOf(spec, 'jobTemplate', 'spec'), 'spec.jobTemplate.spec');
  errors.push(
    ...negativeErrors(spec, 'spec', [
      'successfulJobsHistoryLimit',
      'failedJobsHistoryLimit',
      'startingDeadlineSeconds',
    ]),
  );
  const why = scheduleError(schedule);
  if (spec['schedule'] === '') errors.push(requiredValue('spec.schedule'));
  else if (why !== undefined) errors.push(invalidValue('spec.schedule', schedule, why));
  const { name = '' } = object.metadata;
  if (name.length > MAX_NAME_LENGTH) {
    errors.push(invalidValue('metadata.name', name, `must be no more than ${MAX_NAME_LENGTH} characters`));
  }
  return errors;
}
