import type { KubeObject } from '../../../kube-object.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { forbiddenValue, requiredValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown, textAt, wide } from '../columns.ts';
import { partOf, textOf, textsOf } from '../read-part.ts';
import { accessModesText } from './access-modes.ts';

/** What a volume may lie on (core/v1 PersistentVolumeSource). */
const sources = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'glusterfs',
  'hostPath',
  'iscsi',
  'local',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
];

/** PersistentVolumes: stored and checked; nothing here binds them to claims. */
export const persistentVolume = builtIn({
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  shortNames: ['pv'],
  namespaced: false,
  statusSubresource: true,
  columns: [
    nameColumn,
    shown('Capacity', textAt(['spec', 'capacity', 'storage'])),
    shown('Access Modes', (object) => accessModesText(partOf(object, 'spec')['accessModes'])),
    shown('Reclaim Policy', textAt(['spec', 'persistentVolumeReclaimPolicy'])),
    shown('Status', (object) =>
      object.metadata.deletionTimestamp === undefined ? textAt(['status', 'phase'])(object) : 'Terminating',
    ),
    shown('Claim', (object) => {
      const { namespace, name } = partOf(object, 'spec', 'claimRef');
      return name === undefined ? '' : `${textOf(namespace)}/${textOf(name)}`;
    }),
    shown('StorageClass', textAt(['spec', 'storageClassName'])),
    shown('VolumeAttributesClass', textAt(['spec', 'volumeAttributesClassName'], '<unset>')),
    shown('Reason', textAt(['status', 'reason'])),
    ageColumn,
    wide('VolumeMode', textAt(['spec', 'volumeMode'], '<unset>')),
  ],
  strategy: {
    prepareForCreate: (object) => {
      object['status'] = { phase: 'Pending' };
    },
    validate,
  },
});

function validate({ spec }: KubeObject): FieldError[] {
  const volume = partOf(spec);
  const errors: FieldError[] = [];
  if (textsOf(volume['accessModes']).length === 0) errors.push(requiredValue('spec.accessModes'));
  if (Object.keys(partOf(volume, 'capacity')).length === 0) errors.push(requiredValue('spec.capacity'));
  const given = sources.filter((source) => volume[source] !== undefined);
  if (given.length === 0) errors.push(requiredValue('spec', 'must specify a volume type'));
  for (const source of given.slice(1)) {
    errors.push(forbiddenValue(`spec.${source}`, 'may not specify more than 1 volume type'));
  }
  return errors;
}
