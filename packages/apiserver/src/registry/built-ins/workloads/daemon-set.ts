import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { containerColumns, labelsText, numberAt, selectorText, shown, wide } from '../columns.ts';
import { negativeErrors } from '../number-errors.ts';
import { madePart, partOf } from '../read-part.ts';
import { completePodSpec } from './complete-pod-spec.ts';
import { workloadErrors } from './workload-errors.ts';

/** DaemonSets: stored and checked; nothing here makes their pods. */
export const daemonSet = builtIn({
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  statusSubresource: true,
  columns: [
    nameColumn,
    shown('Desired', numberAt('status', 'desiredNumberScheduled'), 'integer'),
    shown('Current', numberAt('status', 'currentNumberScheduled'), 'integer'),
    shown('Ready', numberAt('status', 'numberReady'), 'integer'),
    shown('Up-to-date', numberAt('status', 'updatedNumberScheduled'), 'integer'),
    shown('Available', numberAt('status', 'numberAvailable'), 'integer'),
    shown('Node Selector', (object) =>
      labelsText(partOf(object, 'spec', 'template', 'spec')['nodeSelector']),
    ),
    ageColumn,
    ...containerColumns('spec', 'template', 'spec'),
    wide('Selector', ({ spec }) => selectorText(partOf(spec)['selector'])),
  ],
  complete: (object) => {
    const spec = partOf(object, 'spec');
    completePodSpec(partOf(spec, 'template', 'spec'));
    const strategy = partOf(spec, 'updateStrategy');
    if (strategy['type'] !== 'RollingUpdate') return;
    const rollingUpdate = madePart(strategy, 'rollingUpdate');
    if (rollingUpdate === undefined) return;
    rollingUpdate['maxUnavailable'] ??= 1;
    rollingUpdate['maxSurge'] ??= 0;
  },
  strategy: {
    tracksGeneration: true,
    validate: (object, existing) => [
      ...workloadErrors(object, existing),
      ...negativeErrors(partOf(object, 'spec'), 'spec', ['minReadySeconds', 'revisionHistoryLimit']),
    ],
  },
});
