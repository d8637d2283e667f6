import type { KubeObject } from '../../../kube-object.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { containerColumns, labelsText, numberAt, shown, wide } from '../columns.ts';
import { negativeErrors } from '../number-errors.ts';
import { partOf } from '../read-part.ts';
import { completePodSpec } from './complete-pod-spec.ts';
import { podTemplateErrors } from './pod-errors.ts';
import { replicaPaths } from './replica-paths.ts';

/** ReplicationControllers, which came before ReplicaSets: stored and checked; nothing here makes their pods. */
export const replicationController = builtIn({
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  statusSubresource: true,
  scale: replicaPaths,
  columns: [
    nameColumn,
    shown('Desired', numberAt('spec', 'replicas'), 'integer'),
    shown('Current', numberAt('status', 'replicas'), 'integer'),
    shown('Ready', numberAt('status', 'readyReplicas'), 'integer'),
    ageColumn,
    ...containerColumns('spec', 'template', 'spec'),
    wide('Selector', ({ spec }) => labelsText(partOf(spec)['selector'])),
  ],
  complete: (object: KubeObject) => {
    const spec = partOf(object, 'spec');
    const template = partOf(spec, 'template');
    completePodSpec(partOf(template, 'spec'));
    const labels = partOf(template, 'metadata', 'labels');
    if (Object.keys(labels).length > 0) spec['selector'] ??= { ...labels };
  },
  strategy: {
    tracksGeneration: true,
    validate: (object) => [
      ...podTemplateErrors(partOf(object, 'spec', 'template'), 'spec.template'),
      ...negativeErrors(partOf(object, 'spec'), 'spec', ['replicas', 'minReadySeconds']),
    ],
  },
});
