import type { KubeObject } from '../../kube-object.ts';
import { isObject } from '../../schema/json-object.ts';
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
      prepareForCreate: keepNamesOfSecrets,
      prepareForUpdate: keepNamesOfSecrets,
      // Nothing is written through it.
      subresources: { token: { verbs: ['create'], merge: (existing) => existing, question: token } },
    },
  });
}

/** Secrets of an account are in its own namespace: of a reference the name is kept (serviceaccount cleanSecretReferences). */
function keepNamesOfSecrets(object: KubeObject): void {
  const secrets = object['secrets'];
  if (!Array.isArray(secrets)) return;
  object['secrets'] = secrets.map((secret) =>
    isObject(secret) && typeof secret['name'] === 'string' ? { name: secret['name'] } : {},
  );
}
