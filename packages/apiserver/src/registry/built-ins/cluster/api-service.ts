import { ageColumn, nameColumn } from '../../../table/printer-columns.ts';
import { builtIn } from '../built-in.ts';
import { shown } from '../columns.ts';
import { itemsOf, partOf, textOf } from '../read-part.ts';

/**
 * APIServices: the versions of API groups that are served. They can only be read: all of them are this server's own,
 * and it keeps them.
 */
export const apiService = builtIn({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  namespaced: false,
  statusSubresource: true,
  verbs: ['get', 'list', 'watch'],
  categories: ['api-extensions'],
  columns: [
    nameColumn,
    shown('Service', () => 'Local'),
    shown('Available', (object) => {
      const conditions = itemsOf(partOf(object, 'status')['conditions']);
      return textOf(conditions.find(({ type }) => type === 'Available')?.['status']) || 'Unknown';
    }),
    ageColumn,
  ],
});
