import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { invalidValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { containerColumns, numberAt, selectorText, shown, wide } from '../columns.ts';
import { intOrPercentErrors, negativeErrors } from '../number-errors.ts';
import { madePart, numberOf, partOf } from '../read-part.ts';
import { completePodSpec } from './complete-pod-spec.ts';
import { replicaPaths } from './replica-paths.ts';
import { workloadErrors } from './workload-errors.ts';

/** Deployments: stored and checked; nothing here makes their pods. */
export const deployment = builtIn({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  statusSubresource: true,
  scale: replicaPaths,
  columns: [
    nameColumn,
    shown('Ready', (object) => {
      return `${numberAt('status', 'readyReplicas')(object)}/${numberAt('spec', 'replicas')(object)}`;
    }),
    shown('Up-to-date', numberAt('status', 'updatedReplicas'), 'integer'),
    shown('Available', numberAt('status', 'availableReplicas'), 'integer'),
    ageColumn,
    ...containerColumns('spec', 'template', 'spec'),
    wide('Selector', ({ spec }) => selectorText(partOf(spec)['selector'])),
  ],
  complete: (object) => {
    const spec = partOf(object, 'spec');
    completePodSpec(partOf(spec, 'template', 'spec'));
    const strategy = partOf(spec, 'strategy');
    if (strategy['type'] !== 'RollingUpdate') return;
    const rollingUpdate = madePart(strategy, 'rollingUpdate');
    if (rollingUpdate === undefined) return;
    rollingUpdate['maxUnavailable'] ??= '25%';
    rollingUpdate['maxSurge'] ??= '25%';
  },
  strategy: { tracksGeneration: true, validate },
});

function validate(object: KubeObject, existing: KubeObject | undefined): FieldError[] {
  const spec = partOf(object, 'spec');
  const errors = workloadErrors(object, existing);
  errors.push(...negativeErrors(spec, 'spec', ['replicas', 'minReadySeconds', 'revisionHistoryLimit']));
  const { progressDeadlineSeconds, minReadySeconds } = spec;
  if (
    progressDeadlineSeconds !== undefined &&
    numberOf(progressDeadlineSeconds) <= numberOf(minReadySeconds)
  ) {
    const why = 'must be greater than minReadySeconds';
    errors.push(invalidValue('spec.progressDeadlineSeconds', progressDeadlineSeconds, why));
  }
  return [...errors, ...rollingUpdateErrors(partOf(spec, 'strategy'))];
}

function rollingUpdateErrors({ type, rollingUpdate }: Record<string, unknown>): FieldError[] {
  if (rollingUpdate === undefined) return [];
  const at = 'spec.strategy.rollingUpdate';
  if (type === 'Recreate') {
    const detail = "Forbidden: may not be specified when strategy `type` is 'Recreate'";
    return [{ type: 'FieldValueForbidden', field: at, detail }];
  }
  const { maxUnavailable, maxSurge } = partOf(rollingUpdate);
  const errors = [
    ...intOrPercentErrors(maxUnavailable, `${at}.maxUnavailable`),
    ...intOrPercentErrors(maxSurge, `${at}.maxSurge`),
  ];
  const isNone = (value: unknown): boolean => value === 0 || value === '0%';
  if (isNone(maxUnavailable) && isNone(maxSurge)) {
    errors.push(invalidValue(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return errors;
}
