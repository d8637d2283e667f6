import { jsonEqual } from '../../../schema/json-equal.ts';
import { forbiddenValue, requiredValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown, textAt } from '../columns.ts';

/** Marks the class of claims that name none. */
const DEFAULT_ANNOTATION = 'storageclass.kubernetes.io/is-default-class';

/** StorageClasses: stored and checked; nothing here makes volumes of them. */
export const storageClass = builtIn({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  namespaced: false,
  columns: [
    {
      ...nameColumn,
      cell: ({ metadata }) => {
        const isDefault = metadata.annotations?.[DEFAULT_ANNOTATION] === 'true';
        return `${metadata.name}${isDefault ? ' (default)' : ''}`;
      },
    },
    shown('Provisioner', textAt(['provisioner'])),
    shown('ReclaimPolicy', textAt(['reclaimPolicy'])),
    shown('VolumeBindingMode', textAt(['volumeBindingMode'])),
    shown('AllowVolumeExpansion', (object) => object['allowVolumeExpansion'] === true),
    ageColumn,
  ],
  strategy: {
    validate: (object, existing) => {
      const errors = object['provisioner'] === '' ? [requiredValue('provisioner')] : [];
      if (existing === undefined) return errors;
      const fixed = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'];
      const changed = fixed.filter((field) => !jsonEqual(object[field], existing[field]));
      return [
        ...errors,
        ...changed.map((field) => forbiddenValue(field, `updates to ${field} are forbidden.`)),
      ];
    },
  },
});
