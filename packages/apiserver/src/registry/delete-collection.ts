import { ApiError } from '../status/api-error.ts';
import { deleteObject } from './delete-object.ts';
import type { DeleteOptions } from './delete-options.ts';
import { type ListPage, listObjects } from './list-objects.ts';
import type { RegistryContext } from './registry-context.ts';
import type { Target } from './target.ts';

/** How many deletions ask webhooks at the same time. */
const DELETIONS_AT_ONCE = 16;

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
  const each: DeleteOptions = { ...options, ignoresAnswer: true };
  const page = await listObjects(context, target, query);
  // Without webhooks all deletions become one group of writes; with them it is a few at a time that wait for one.
  const groupSize = context.admission.isActive ? DELETIONS_AT_ONCE : Number.POSITIVE_INFINITY;
  for (let from = 0; from < page.entries.length; from += groupSize) {
    const deletions = page.entries
      .slice(from, from + groupSize)
      .map(({ namespace, name }) => deleteObject(context, { ...target, namespace, name }, each));
    for (const outcome of await Promise.allSettled(deletions)) {
      if (outcome.status === 'rejected' && !isGone(outcome.reason)) throw outcome.reason;
    }
  }
  return page;
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status.reason === 'NotFound';
}
