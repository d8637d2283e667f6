import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { jsonEqual } from '../../../schema/json-equal.ts';
import { forbiddenValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown, textAt, wide } from '../columns.ts';
import { itemsOf, madePart, numberOf, partOf, textOf } from '../read-part.ts';
import { completePodSpec } from './complete-pod-spec.ts';
import { podSpecErrors } from './pod-errors.ts';

/** Pods: stored and checked; nothing here runs them. */
export const pod = builtIn({
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  statusSubresource: true,
  selectableFields: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  columns: [
    nameColumn,
    shown('Ready', (object) => {
      const ready = statuses(object).filter((status) => status['ready'] === true).length;
      return `${ready}/${itemsOf(partOf(object, 'spec')['containers']).length}`;
    }),
    shown('Status', statusOf),
    shown('Restarts', (object) =>
      String(statuses(object).reduce((sum, { restartCount }) => sum + numberOf(restartCount), 0)),
    ),
    ageColumn,
    wide('IP', textAt(['status', 'podIP'], '<none>')),
    wide('Node', textAt(['spec', 'nodeName'], '<none>')),
    wide('Nominated Node', textAt(['status', 'nominatedNodeName'], '<none>')),
    wide('Readiness Gates', readinessGates),
  ],
  complete: (object) => {
    const spec = partOf(object, 'spec');
    completePodSpec(spec);
    spec['enableServiceLinks'] ??= true;
    for (const container of itemsOf(spec['containers'])) requestLimits(container);
  },
  strategy: {
    tracksGeneration: true,
    prepareForCreate: (object) => {
      object['status'] = { phase: 'Pending', qosClass: qosClass(object) };
      const spec = partOf(object, 'spec');
      spec['serviceAccountName'] ??= 'default';
      spec['serviceAccount'] ??= spec['serviceAccountName'];
    },
    validate: (object, existing) => [
      ...podSpecErrors(partOf(object, 'spec'), 'spec'),
      ...changeErrors(object, existing),
    ],
  },
});

/** What a container may use at most is what it asks for, where it doesn't say what that is. */
function requestLimits(container: Record<string, unknown>): void {
  const resources = partOf(container, 'resources');
  const limits = partOf(resources, 'limits');
  if (Object.keys(limits).length === 0) return;
  const requests = madePart(resources, 'requests');
  for (const name of Object.keys(limits)) if (requests !== undefined) requests[name] ??= limits[name];
}

/** Who is evicted last when a node runs short (core/v1 PodQOSClass). */
function qosClass(object: KubeObject): string {
  const all = itemsOf(partOf(object, 'spec')['containers']).map((container) =>
    partOf(container, 'resources'),
  );
  const isGuaranteed = all.every((resources) => {
    const { cpu, memory } = partOf(resources, 'limits');
    return cpu !== undefined && memory !== undefined && jsonEqual(resources['requests'], resources['limits']);
  });
  if (isGuaranteed) return 'Guaranteed';
  return all.some(({ requests, limits }) => requests !== undefined || limits !== undefined)
    ? 'Burstable'
    : 'BestEffort';
}

/** What of a pod may change: its images, its deadline, and more tolerations. */
function changeErrors(object: KubeObject, existing: KubeObject | undefined): FieldError[] {
  if (existing === undefined) return [];
  if (jsonEqual(fixedPart(object), fixedPart(existing))) return [];
  const why =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
    '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),' +
    '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [forbiddenValue('spec', why)];
}

function fixedPart(object: KubeObject): Record<string, unknown> {
  const { activeDeadlineSeconds: _, tolerations: __, schedulingGates: ___, ...spec } = partOf(object, 'spec');
  for (const list of ['containers', 'initContainers']) {
    // The pull policy's default follows from the image.
    spec[list] = itemsOf(spec[list]).map(({ image: _image, ...rest }) => rest);
  }
  return spec;
}

function statuses(object: KubeObject): Record<string, unknown>[] {
  return itemsOf(partOf(object, 'status')['containerStatuses']);
}

/** Why a container waits or ended, before the phase of the pod as a whole. */
function statusOf(object: KubeObject): string {
  const { phase, reason } = partOf(object, 'status');
  if (object.metadata.deletionTimestamp !== undefined)
    return reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  const reasons = statuses(object).map(
    (status) =>
      textOf(partOf(status, 'state', 'waiting')['reason']) ||
      textOf(partOf(status, 'state', 'terminated')['reason']),
  );
  return reasons.findLast((one) => one !== '') ?? (textOf(reason) || textOf(phase));
}

function readinessGates(object: KubeObject): string {
  const gates = itemsOf(partOf(object, 'spec')['readinessGates']);
  if (gates.length === 0) return '<none>';
  const conditions = itemsOf(partOf(object, 'status')['conditions']);
  const passed = gates.filter(({ conditionType }) =>
    conditions.some(({ type, status }) => type === conditionType && status === 'True'),
  );
  return `${passed.length}/${gates.length}`;
}
