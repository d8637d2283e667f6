import { invalidValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown, textAt } from '../columns.ts';

/** RuntimeClasses: with what containers are run; nothing here runs any. */
export const runtimeClass = builtIn({
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  namespaced: false,
  columns: [nameColumn, shown('Handler', textAt(['handler'])), ageColumn],
  strategy: {
    validate: (object, existing) => {
      if (existing === undefined || existing['handler'] === object['handler']) return [];
      return [invalidValue('handler', object['handler'], 'field is immutable')];
    },
  },
});
