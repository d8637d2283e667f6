import type { KubeObject } from '../../kube-object.ts';
import type { FieldError } from '../../schema/field-error.ts';
import { isObject } from '../../schema/json-object.ts';
import { invalidValue } from '../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import { column } from '../../table/table-column.ts';
import { builtIn } from './built-in.ts';

/** Leases: who leads, and since when. An update has to say which state it replaces, or two could lead. */
export const lease = builtIn({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
  columns: [
    nameColumn,
    column(
      'Holder',
      'string',
      'holderIdentity contains the identity of the holder of a current lease.',
      (object) => String(specOf(object)['holderIdentity'] ?? ''),
    ),
    ageColumn,
  ],
  strategy: { allowsUnconditionalUpdate: false, createsOnUpdate: true, validate: validateLease },
});

function validateLease(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  const errors: FieldError[] = [];
  const { leaseDurationSeconds, leaseTransitions } = spec;
  if (typeof leaseDurationSeconds === 'number' && leaseDurationSeconds <= 0) {
    errors.push(invalidValue('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0'));
  }
  if (typeof leaseTransitions === 'number' && leaseTransitions < 0) {
    errors.push(
      invalidValue('spec.leaseTransitions', leaseTransitions, 'must be greater than or equal to 0'),
    );
  }
  return errors;
}

function specOf({ spec }: KubeObject): Record<string, unknown> {
  return isObject(spec) ? spec : {};
}
