import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import { column } from '../../table/table-column.ts';
import { builtIn } from './built-in.ts';

/** ServiceAccounts: identities of programs. */
export const serviceAccount = builtIn({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  namespaced: true,
  columns: [
    nameColumn,
    column('Secrets', 'string', 'Secrets is a list of the secrets in the same namespace.', ({ secrets }) =>
      Array.isArray(secrets) ? secrets.length : 0,
    ),
    ageColumn,
  ],
});
