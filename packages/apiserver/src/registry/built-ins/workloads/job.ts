import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { jsonEqual } from '../../../schema/json-equal.ts';
import type { UnknownObject } from '../../../schema/json-object.ts';
import { invalidValue } from '../../../schema/make-field-error.ts';
import { humanDuration } from '../../../table/human-duration.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { containerColumns, numberAt, selectorText, shown, wide } from '../columns.ts';
import { negativeErrors } from '../number-errors.ts';
import { itemsOf, madePart, partOf, textOf } from '../read-part.ts';
import { completePodSpec } from './complete-pod-spec.ts';
import { endingTemplateErrors } from './workload-errors.ts';

const UID_LABEL = 'batch.kubernetes.io/controller-uid';
const NAME_LABEL = 'batch.kubernetes.io/job-name';

/** Jobs: stored and checked; nothing here makes their pods. */
export const job = builtIn({
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  categories: ['all'],
  namespaced: true,
  statusSubresource: true,
  selectableFields: ['status.successful'],
  columns: [
    nameColumn,
    shown('Status', statusOf),
    shown('Completions', (object) => {
      const { completions } = partOf(object, 'spec');
      const succeeded = numberAt('status', 'succeeded')(object);
      return completions === undefined ? `${succeeded}/1 of many` : `${succeeded}/${String(completions)}`;
    }),
    shown('Duration', durationOf),
    ageColumn,
    ...containerColumns('spec', 'template', 'spec'),
    wide('Selector', ({ spec }) => selectorText(partOf(spec)['selector'])),
  ],
  complete: (object) => completeJobSpec(partOf(object, 'spec')),
  strategy: {
    tracksGeneration: true,
    prepareForCreate: selectOwnPods,
    validate: (object, existing) => [
      ...jobSpecErrors(partOf(object, 'spec'), 'spec'),
      ...changeErrors(object, existing),
    ],
  },
});

/** The defaults of a Job (batch/v1 JobSpec) that depend on its other fields, in place. */
export function completeJobSpec(spec: UnknownObject): void {
  completePodSpec(partOf(spec, 'template', 'spec'));
  if (spec['parallelism'] === undefined) spec['completions'] ??= 1;
  spec['parallelism'] ??= 1;
  if (spec['backoffLimitPerIndex'] === undefined) spec['backoffLimit'] ??= 6;
  spec['podReplacementPolicy'] ??= spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed';
}

/** What is wrong with what a Job is to do. */
export function jobSpecErrors(spec: UnknownObject, at: string): FieldError[] {
  const counts = [
    'parallelism',
    'completions',
    'backoffLimit',
    'activeDeadlineSeconds',
    'ttlSecondsAfterFinished',
  ];
  return [
    ...negativeErrors(spec, at, counts),
    ...endingTemplateErrors(partOf(spec, 'template'), `${at}.template`),
  ];
}

/** A Job finds its pods by labels that the server gives them, unless it says that it does so itself. */
function selectOwnPods({ metadata, spec }: KubeObject): void {
  const job = partOf(spec);
  if (job['manualSelector'] === true || job['selector'] !== undefined) return;
  const { uid = '', name = '' } = metadata;
  const template = madePart(job, 'template');
  const templateMetadata = template && madePart(template, 'metadata');
  const labels = templateMetadata && madePart(templateMetadata, 'labels');
  if (labels === undefined) return;
  Object.assign(labels, { [UID_LABEL]: uid, [NAME_LABEL]: name, 'controller-uid': uid, 'job-name': name });
  job['selector'] = { matchLabels: { [UID_LABEL]: uid } };
}

function changeErrors(object: KubeObject, existing: KubeObject | undefined): FieldError[] {
  if (existing === undefined) return [];
  const spec = partOf(object, 'spec');
  const before = partOf(existing, 'spec');
  // The template of a Job that has not begun may still change.
  const fixed =
    before['suspend'] === true ? ['completions', 'selector'] : ['completions', 'selector', 'template'];
  return fixed
    .filter((field) => !jsonEqual(spec[field], before[field]))
    .map((field) => invalidValue(`spec.${field}`, spec[field], 'field is immutable'));
}

function statusOf(object: KubeObject): string {
  const conditions = itemsOf(partOf(object, 'status')['conditions']).filter(
    ({ status }) => status === 'True',
  );
  const found = ['Complete', 'Failed', 'FailureTarget', 'SuccessCriteriaMet', 'Suspended'].find((type) =>
    conditions.some((condition) => condition['type'] === type),
  );
  if (object.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return found ?? 'Running';
}

function durationOf(object: KubeObject, nowMs: number): string {
  const { startTime, completionTime } = partOf(object, 'status');
  if (startTime === undefined) return '';
  const endMs = completionTime === undefined ? nowMs : Date.parse(textOf(completionTime));
  return humanDuration(endMs - Date.parse(textOf(startTime)));
}
