import type { KubernetesObject } from './kubernetes-object.ts';

/** What a watch tells. A bookmark's object has nothing but a resource version: everything before it was sent. */
export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly object: KubernetesObject };

export interface WatchOptions {
  /** Absent: over all namespaces. */
  readonly namespace?: string | undefined;
  /** Where to begin: the version of a list, or the last one seen. */
  readonly resourceVersion?: string | undefined;
  /** True unless given: bookmarks keep the version fresh while nothing changes. */
  readonly allowWatchBookmarks?: boolean | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** How long the server keeps the watch open. */
  readonly timeoutSeconds?: number | undefined;
  /** A watch that says nothing for so long, bookmarks included, is broken; three minutes unless given. */
  readonly maxSilenceMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}
