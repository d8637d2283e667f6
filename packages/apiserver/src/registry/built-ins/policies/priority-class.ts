import { forbiddenValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { numberAt, shown, textAt } from '../columns.ts';
import { numberOf } from '../read-part.ts';

/** The highest priority that users may give; the rest belongs to the system. */
const MAX_USER_PRIORITY = 1_000_000_000;

/** PriorityClasses: stored and checked; nothing here schedules by them. */
export const priorityClass = builtIn({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  namespaced: false,
  columns: [
    nameColumn,
    shown('Value', numberAt('value'), 'integer'),
    shown('Global-Default', (object) => object['globalDefault'] === true, 'boolean'),
    ageColumn,
    shown('PreemptionPolicy', textAt(['preemptionPolicy'])),
  ],
  strategy: {
    tracksGeneration: true,
    validate: (object, existing) => {
      if (numberOf(object['value']) > MAX_USER_PRIORITY) {
        const why = `maximum allowed value of a user defined priority is ${MAX_USER_PRIORITY}`;
        return [forbiddenValue('value', why)];
      }
      if (existing === undefined || numberOf(existing['value']) === numberOf(object['value'])) return [];
      return [forbiddenValue('value', 'may not be changed in an update.')];
    },
  },
});
