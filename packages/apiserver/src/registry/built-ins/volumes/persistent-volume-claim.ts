import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { jsonEqual } from '../../../schema/json-equal.ts';
import { forbiddenValue, requiredValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown, textAt, wide } from '../columns.ts';
import { partOf, textsOf } from '../read-part.ts';
import { accessModesText } from './access-modes.ts';

/** PersistentVolumeClaims: stored and checked; nothing here finds volumes for them. */
export const persistentVolumeClaim = builtIn({
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  namespaced: true,
  statusSubresource: true,
  columns: [
    nameColumn,
    shown('Status', (object) =>
      object.metadata.deletionTimestamp === undefined ? textAt(['status', 'phase'])(object) : 'Terminating',
    ),
    shown('Volume', textAt(['spec', 'volumeName'])),
    shown('Capacity', textAt(['status', 'capacity', 'storage'])),
    shown('Access Modes', (object) => accessModesText(partOf(object, 'status')['accessModes'])),
    shown('StorageClass', textAt(['spec', 'storageClassName'])),
    shown('VolumeAttributesClass', textAt(['spec', 'volumeAttributesClassName'], '<unset>')),
    ageColumn,
    wide('VolumeMode', textAt(['spec', 'volumeMode'], '<unset>')),
  ],
  strategy: {
    prepareForCreate: (object) => {
      object['status'] = { phase: 'Pending' };
    },
    validate: (object, existing) => [...claimErrors(object), ...changeErrors(object, existing)],
  },
});

function claimErrors({ spec }: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  if (textsOf(partOf(spec)['accessModes']).length === 0) {
    errors.push(requiredValue('spec.accessModes', 'at least 1 access mode is required'));
  }
  if (partOf(spec, 'resources', 'requests')['storage'] === undefined) {
    errors.push(requiredValue('spec.resources[storage]'));
  }
  return errors;
}

function changeErrors(object: KubeObject, existing: KubeObject | undefined): FieldError[] {
  if (existing === undefined) return [];
  const fixed = (claim: KubeObject) => {
    const { resources: _, volumeAttributesClassName: __, ...rest } = partOf(claim, 'spec');
    return rest;
  };
  // A claim that is not bound yet gets its volume's name once.
  const now = fixed(object);
  const before = fixed(existing);
  if (before['volumeName'] === undefined) delete now['volumeName'];
  if (jsonEqual(now, before)) return [];
  const why =
    'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
  return [forbiddenValue('spec', why)];
}
