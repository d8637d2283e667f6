import { INITIAL_NAMESPACES, namespace } from '../registry/built-ins/namespace.ts';
import { createObject } from '../registry/create-object.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import { objectKey } from '../storage/stored-entry.ts';
import { serverTarget, serverWrite } from './server-write.ts';

/** Creates the namespaces that clients take for granted, where they are missing. */
export async function createInitialNamespaces(context: RegistryContext): Promise<void> {
  const table = context.store.table(namespace.id);
  const missing = INITIAL_NAMESPACES.filter((name) => table.head(objectKey('', name)) === undefined);
  await Promise.all(
    missing.map((name) => {
      const value = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      const target = serverTarget(namespace, { namespace: '', name });
      return createObject(context, target, { value, duplicates: [] }, serverWrite);
    }),
  );
}
