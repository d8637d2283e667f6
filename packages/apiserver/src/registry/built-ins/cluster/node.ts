import type { KubeObject } from '../../../kube-object.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown, textAt, wide } from '../columns.ts';
import { itemsOf, partOf, textOf } from '../read-part.ts';

const ROLE_LABEL = 'node-role.kubernetes.io/';

/** Nodes: stored and checked; nothing here runs on them. */
export const node = builtIn({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  shortNames: ['no'],
  namespaced: false,
  statusSubresource: true,
  selectableFields: ['spec.unschedulable'],
  columns: [
    nameColumn,
    shown('Status', statusOf),
    shown('Roles', ({ metadata }) => {
      const roles = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(ROLE_LABEL));
      return roles.length === 0 ? '<none>' : roles.map((label) => label.slice(ROLE_LABEL.length)).join(',');
    }),
    ageColumn,
    shown('Version', textAt(['status', 'nodeInfo', 'kubeletVersion'])),
    wide('Internal-IP', addressOf('InternalIP')),
    wide('External-IP', addressOf('ExternalIP')),
    wide('OS-Image', textAt(['status', 'nodeInfo', 'osImage'], '<unknown>')),
    wide('Kernel-Version', textAt(['status', 'nodeInfo', 'kernelVersion'], '<unknown>')),
    wide('Container-Runtime', textAt(['status', 'nodeInfo', 'containerRuntimeVersion'], '<unknown>')),
  ],
});

function statusOf(object: KubeObject): string {
  const ready = itemsOf(partOf(object, 'status')['conditions']).find(({ type }) => type === 'Ready');
  const status = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady';
  return partOf(object, 'spec')['unschedulable'] === true ? `${status},SchedulingDisabled` : status;
}

function addressOf(type: string): (object: KubeObject) => string {
  return (object) => {
    const addresses = itemsOf(partOf(object, 'status')['addresses']);
    return textOf(addresses.find((address) => address['type'] === type)?.['address']) || '<none>';
  };
}
