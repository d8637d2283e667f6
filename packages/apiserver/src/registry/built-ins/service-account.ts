import { ageColumn, nameColumn } from '../../table/printer-columns.ts';
import { column } from '../../table/table-column.ts';
import type { Question } from '../question.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { builtIn } from './built-in.ts';

/** The table of ServiceAccounts. */
export const SERVICE_ACCOUNTS = 'serviceaccounts';

/**
 * ServiceAccounts: identities of programs.
 *
 * @param token answers requests for tokens
 */
export function serviceAccount(token: Question): ResourceDefinition {
  return builtIn({
    group: '',
    version: 'v1',
    kind: 'ServiceAccount',
    plural: SERVICE_ACCOUNTS,
    shortNames: ['sa'],
    namespaced: true,
    columns: [
      nameColumn,
      column('Secrets', 'string', 'Secrets is a list of the secrets in the same namespace.', ({ secrets }) =>
        Array.isArray(secrets) ? secrets.length : 0,
      ),
      ageColumn,
    ],
    strategy: {
      // Nothing is written through it.
      subresources: { token: { verbs: ['create'], merge: (existing) => existing, question: token } },
    },
  });
}
