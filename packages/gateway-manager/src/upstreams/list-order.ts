/** The order of a list: by creation, which is the one order that the API has. */
export type ListOrder = 'newest' | 'oldest';

/** The address of a list in an order. Kong's lists ask for the newest first, and offer no other order. */
export function listUrlInOrder(url: string, order: ListOrder): string {
  if (order === 'newest') return url;
  const ordered = new URL(url);
  ordered.searchParams.delete('sort_desc');
  return ordered.href;
}
