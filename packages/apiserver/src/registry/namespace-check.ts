import { forbidden, notFound } from '../status/api-error.ts';
import { objectKey } from '../storage/stored-entry.ts';
import type { RegistryContext } from './registry-context.ts';
import type { Target } from './target.ts';

/**
 * Nothing is created in a namespace that is missing or on its way out.
 *
 * @throws ApiError 404 or 403
 */
export function checkNamespace(
  { store }: RegistryContext,
  { resource, namespace }: Target,
  name: string,
): void {
  if (!resource.namespaced) return;
  const found = store.table('namespaces').head(objectKey('', namespace));
  if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
  if (!found.deleting) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  throw forbidden(resource, name, why, { causes: [cause] });
}
