import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import type { UnknownObject } from '../../../schema/json-object.ts';
import { invalidValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { numberAt, shown, textAt } from '../columns.ts';
import { itemsOf, numberOf, partOf, textOf } from '../read-part.ts';
import { fromAutoscalerV1, toAutoscalerV1 } from './autoscaler-v1.ts';

/** The share of its requested CPU that a pod uses on average, unless something else is asked for. */
const DEFAULT_CPU_PERCENT = 80;

/** HorizontalPodAutoscalers: stored and checked; nothing here scales by them. */
export const horizontalPodAutoscaler = builtIn({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  statusSubresource: true,
  columns: [
    nameColumn,
    shown('Reference', (object) => {
      const { kind, name } = partOf(object, 'spec', 'scaleTargetRef');
      return `${textOf(kind)}/${textOf(name)}`;
    }),
    shown('Targets', targetsOf),
    shown('MinPods', textAt(['spec', 'minReplicas'], '<unset>')),
    shown('MaxPods', numberAt('spec', 'maxReplicas'), 'integer'),
    shown('Replicas', numberAt('status', 'currentReplicas'), 'integer'),
    ageColumn,
  ],
  complete: (object) => {
    const spec = partOf(object, 'spec');
    if (itemsOf(spec['metrics']).length > 0) return;
    const target = { type: 'Utilization', averageUtilization: DEFAULT_CPU_PERCENT };
    spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  },
  strategy: { validate },
  otherVersions: [{ version: 'v1', fromStored: toAutoscalerV1, toStored: fromAutoscalerV1 }],
});

function validate({ spec }: KubeObject): FieldError[] {
  const { minReplicas, maxReplicas, scaleTargetRef } = partOf(spec);
  const errors: FieldError[] = [];
  if (numberOf(minReplicas) < 1) {
    errors.push(invalidValue('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  }
  if (numberOf(maxReplicas) < 1) {
    errors.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  } else if (numberOf(maxReplicas) < numberOf(minReplicas)) {
    const why = 'must be greater than or equal to `minReplicas`';
    errors.push(invalidValue('spec.maxReplicas', maxReplicas, why));
  }
  for (const field of ['kind', 'name']) {
    const value = partOf(scaleTargetRef)[field];
    if (value === '') {
      errors.push({
        type: 'FieldValueRequired',
        field: `spec.scaleTargetRef.${field}`,
        detail: 'Required value',
      });
    }
  }
  return errors;
}

function targetsOf(object: KubeObject): string {
  const current = itemsOf(partOf(object, 'status')['currentMetrics']);
  const targets = itemsOf(partOf(object, 'spec')['metrics']).map((metric, index) => {
    const part = metricPart(metric);
    const now = partOf(metricPart(current[index] ?? {}), 'current');
    return `${nameOf(metric, part)}${amountOf(now, '<unknown>')}/${amountOf(partOf(part, 'target'), '<auto>')}`;
  });
  return targets.length === 0 ? '<none>' : targets.join(', ');
}

/** The field in which a metric is described follows from its type: `Resource` has `resource`. */
function metricPart(metric: UnknownObject): UnknownObject {
  const type = textOf(metric['type']);
  return partOf(metric, type.charAt(0).toLowerCase() + type.slice(1));
}

function nameOf({ type }: UnknownObject, part: UnknownObject): string {
  return type === 'Resource' ? `${textOf(part['name'])}: ` : '';
}

function amountOf({ averageUtilization, averageValue, value }: UnknownObject, none: string): string {
  if (typeof averageUtilization === 'number') return `${averageUtilization}%`;
  return textOf(averageValue) || textOf(value) || none;
}
