import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { jsonEqual } from '../../../schema/json-equal.ts';
import { forbiddenValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { containerColumns, numberAt, shown } from '../columns.ts';
import { negativeErrors } from '../number-errors.ts';
import { itemsOf, madePart, partOf } from '../read-part.ts';
import { completePodSpec } from './complete-pod-spec.ts';
import { replicaPaths } from './replica-paths.ts';
import { workloadErrors } from './workload-errors.ts';

/** The parts of the specification that may change. */
const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

/** StatefulSets: stored and checked; nothing here makes their pods. */
export const statefulSet = builtIn({
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  statusSubresource: true,
  scale: replicaPaths,
  columns: [
    nameColumn,
    shown('Ready', (object) => {
      return `${numberAt('status', 'readyReplicas')(object)}/${numberAt('spec', 'replicas')(object)}`;
    }),
    ageColumn,
    ...containerColumns('spec', 'template', 'spec'),
  ],
  complete,
  strategy: {
    tracksGeneration: true,
    validate: (object, existing) => [
      ...workloadErrors(object, undefined),
      ...negativeErrors(partOf(object, 'spec'), 'spec', ['replicas', 'minReadySeconds']),
      ...changeErrors(object, existing),
    ],
  },
});

function complete(object: KubeObject): void {
  const spec = partOf(object, 'spec');
  completePodSpec(partOf(spec, 'template', 'spec'));
  const strategy = partOf(spec, 'updateStrategy');
  if (strategy['type'] === 'RollingUpdate') {
    const rollingUpdate = madePart(strategy, 'rollingUpdate');
    if (rollingUpdate !== undefined) rollingUpdate['partition'] ??= 0;
  }
  for (const claim of itemsOf(spec['volumeClaimTemplates'])) {
    claim['apiVersion'] = 'v1';
    claim['kind'] = 'PersistentVolumeClaim';
    const status = madePart(claim, 'status');
    if (status !== undefined) status['phase'] ??= 'Pending';
  }
}

function changeErrors(object: KubeObject, existing: KubeObject | undefined): FieldError[] {
  if (existing === undefined) return [];
  const fixed = (spec: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(spec).filter(([field]) => !changeable.includes(field)));
  if (jsonEqual(fixed(partOf(object, 'spec')), fixed(partOf(existing, 'spec')))) return [];
  const list = changeable.map((field) => `'${field}'`);
  const why = `updates to statefulset spec for fields other than ${list.slice(0, -1).join(', ')} and ${list.at(-1)} are forbidden`;
  return [forbiddenValue('spec', why)];
}
