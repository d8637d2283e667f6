import type { KubeObject } from '../../kube-object.ts';
import { isObject } from '../../schema/json-object.ts';
import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import { column } from '../../table/table-column.ts';
import { labelErrors } from '../metadata/names.ts';
import { builtIn } from './built-in.ts';

/** Namespaces that are there from the start and can't be deleted. */
export const INITIAL_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
const undeletable = new Set(['default', 'kube-system', 'kube-public']);

/** The finalizer, in `spec`, that keeps a namespace until its contents are gone. */
export const NAMESPACE_FINALIZER = 'kubernetes';

/** Label by which selectors find a namespace by its name. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Namespaces. Their life cycle is the namespace controller's: deletion takes the contents along. */
export const namespace = builtIn({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  statusSubresource: true,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  selectableFields: ['status.phase'],
  columns: [
    nameColumn,
    column('Status', 'string', 'The status of the namespace', (object) => phaseOf(object)),
    ageColumn,
  ],
  strategy: {
    validateName: labelErrors,
    prepareForCreate: (object) => {
      const finalizers = finalizersOf(object);
      if (!finalizers.includes(NAMESPACE_FINALIZER)) finalizers.push(NAMESPACE_FINALIZER);
      object['spec'] = { finalizers };
      object['status'] = { phase: 'Active' };
      labelWithName(object);
    },
    prepareForUpdate: (object, existing, subresource) => {
      // The finalizers in `spec` are only changed through `finalize`.
      if (subresource !== 'finalize') object['spec'] = existing['spec'];
      labelWithName(object);
    },
    prepareForDelete: (object) => {
      object['status'] = { ...(isObject(object['status']) ? object['status'] : {}), phase: 'Terminating' };
    },
    refusesDeletion: ({ metadata: { name = '' } }) =>
      undeletable.has(name) ? 'this namespace may not be deleted' : undefined,
    holdsDeletion: (object) => finalizersOf(object).length > 0,
    subresources: {
      finalize: {
        verbs: ['update'],
        merge: (existing, incoming) => ({
          ...existing,
          metadata: { ...existing.metadata },
          spec: incoming['spec'],
        }),
      },
    },
  },
});

/** `spec.finalizers` of a namespace. */
export function finalizersOf(object: KubeObject): string[] {
  const finalizers = isObject(object['spec']) ? object['spec']['finalizers'] : undefined;
  return Array.isArray(finalizers) ? finalizers.filter((one) => typeof one === 'string') : [];
}

function phaseOf({ status }: KubeObject): string {
  return isObject(status) && typeof status['phase'] === 'string' ? status['phase'] : '';
}

function labelWithName({ metadata }: KubeObject): void {
  metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name ?? '' };
}
