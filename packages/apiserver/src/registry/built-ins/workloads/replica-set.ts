import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { containerColumns, numberAt, selectorText, shown, wide } from '../columns.ts';
import { negativeErrors } from '../number-errors.ts';
import { partOf } from '../read-part.ts';
import { completePodSpec } from './complete-pod-spec.ts';
import { replicaPaths } from './replica-paths.ts';
import { workloadErrors } from './workload-errors.ts';

/** ReplicaSets: stored and checked; nothing here makes their pods. */
export const replicaSet = builtIn({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  statusSubresource: true,
  scale: replicaPaths,
  selectableFields: ['status.replicas'],
  columns: [
    nameColumn,
    shown('Desired', numberAt('spec', 'replicas'), 'integer'),
    shown('Current', numberAt('status', 'replicas'), 'integer'),
    shown('Ready', numberAt('status', 'readyReplicas'), 'integer'),
    ageColumn,
    ...containerColumns('spec', 'template', 'spec'),
    wide('Selector', ({ spec }) => selectorText(partOf(spec)['selector'])),
  ],
  complete: (object) => completePodSpec(partOf(object, 'spec', 'template', 'spec')),
  strategy: {
    tracksGeneration: true,
    validate: (object, existing) => [
      ...workloadErrors(object, existing),
      ...negativeErrors(partOf(object, 'spec'), 'spec', ['replicas', 'minReadySeconds']),
    ],
  },
});
