import type { StartFailure } from '../components/start-failure.ts';

/**
 * What a parent tells a component's process. The configuration has secrets, which is why it comes this way: the
 * channel is a pipe between two processes, while arguments and environments can be seen by others.
 */
export type ToComponent = { readonly type: 'start'; readonly config: unknown } | { readonly type: 'stop' };

/** What a component's process answers. */
export type FromComponent =
  | { readonly type: 'started'; readonly urls: Readonly<Record<string, string>> }
  | { readonly type: 'failed'; readonly failure: StartFailure };
