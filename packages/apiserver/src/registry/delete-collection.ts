import { ApiError } from '../status/api-error.ts';
import { type DeleteOptions, deleteObject } from './delete-object.ts';
import { type ListPage, listObjects } from './list-objects.ts';
import type { RegistryContext, Target } from './registry-context.ts';

/**
 * Deletes all objects of a collection that the query selects, in one group of writes. Objects that somebody else
 * deletes at the same time are no error.
 *
 * @returns what was there
 */
export async function deleteCollection(
  context: RegistryContext,
  target: Target,
  query: URLSearchParams,
  options: DeleteOptions,
): Promise<ListPage> {
  const page = await listObjects(context, target, query);
  const deletions = page.entries.map(({ namespace, name }) =>
    deleteObject(context, { ...target, namespace, name }, options),
  );
  for (const outcome of await Promise.allSettled(deletions)) {
    if (outcome.status === 'rejected' && !isGone(outcome.reason)) throw outcome.reason;
  }
  return page;
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status.reason === 'NotFound';
}
