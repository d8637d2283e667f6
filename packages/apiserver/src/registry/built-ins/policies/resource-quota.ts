import type { KubeObject } from '../../../kube-object.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown } from '../columns.ts';
import { partOf } from '../read-part.ts';

/** ResourceQuotas: stored and checked; nothing here holds anybody to them. */
export const resourceQuota = builtIn({
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  shortNames: ['quota'],
  namespaced: true,
  statusSubresource: true,
  columns: [
    nameColumn,
    shown('Request', (object) => amounts(object, (name) => !name.startsWith('limits'))),
    shown('Limit', (object) => amounts(object, (name) => name.startsWith('limits'))),
    ageColumn,
  ],
});

function amounts(object: KubeObject, isShown: (name: string) => boolean): string {
  const { hard } = partOf(object, 'spec');
  const used = partOf(object, 'status', 'used');
  return Object.entries(partOf(hard))
    .filter(([name]) => isShown(name))
    .map(([name, most]) => `${name}: ${String(used[name] ?? 0)}/${String(most)}`)
    .sort()
    .join(', ');
}
