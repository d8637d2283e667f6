import { jsonEqual } from '../../../schema/json-equal.ts';
import { invalidValue } from '../../../schema/make-field-error.ts';
import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { numberAt, shown } from '../columns.ts';
import { itemsOf, textOf } from '../read-part.ts';

/** ControllerRevisions: what a StatefulSet or DaemonSet was like before. Their content never changes. */
export const controllerRevision = builtIn({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  namespaced: true,
  columns: [
    nameColumn,
    shown('Controller', ({ metadata }) => {
      const owner = itemsOf(metadata.ownerReferences).find(({ controller }) => controller === true);
      return owner === undefined
        ? '<none>'
        : `${textOf(owner['kind']).toLowerCase()}/${textOf(owner['name'])}`;
    }),
    shown('Revision', numberAt('revision'), 'integer'),
    ageColumn,
  ],
  strategy: {
    validate: (object, existing) => {
      if (existing === undefined || jsonEqual(object['data'], existing['data'])) return [];
      return [invalidValue('data', object['data'], 'field is immutable')];
    },
  },
});
