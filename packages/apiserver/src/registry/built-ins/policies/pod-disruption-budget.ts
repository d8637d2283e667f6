import { invalidValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { numberAt, shown, textAt } from '../columns.ts';
import { selectorErrors } from '../label-errors.ts';
import { intOrPercentErrors } from '../number-errors.ts';
import { partOf } from '../read-part.ts';

/** PodDisruptionBudgets: stored and checked; nothing here evicts pods. */
export const podDisruptionBudget = builtIn({
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  namespaced: true,
  statusSubresource: true,
  columns: [
    nameColumn,
    shown('Min Available', textAt(['spec', 'minAvailable'], 'N/A')),
    shown('Max Unavailable', textAt(['spec', 'maxUnavailable'], 'N/A')),
    shown('Allowed Disruptions', numberAt('status', 'disruptionsAllowed'), 'integer'),
    ageColumn,
  ],
  strategy: {
    tracksGeneration: true,
    validate: ({ spec }) => {
      const { minAvailable, maxUnavailable, selector } = partOf(spec);
      const errors = [
        ...intOrPercentErrors(minAvailable, 'spec.minAvailable'),
        ...intOrPercentErrors(maxUnavailable, 'spec.maxUnavailable'),
        ...selectorErrors(selector, 'spec.selector'),
      ];
      if (minAvailable !== undefined && maxUnavailable !== undefined) {
        errors.push(invalidValue('spec', spec, 'minAvailable and maxUnavailable cannot be both set'));
      }
      return errors;
    },
  },
});
