import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import { builtIn } from '../built-ins/built-in.ts';
import { numberAt, shown } from '../built-ins/columns.ts';

/** autoscaling/v1 Scale, which is never stored: other kinds show their numbers of replicas as one. */
export const scaleKind = builtIn({
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
  plural: 'scales',
  namespaced: true,
  columns: [
    nameColumn,
    shown('Desired', numberAt('spec', 'replicas'), 'integer'),
    shown('Available', numberAt('status', 'replicas'), 'integer'),
    ageColumn,
  ],
}).storageVersion;
