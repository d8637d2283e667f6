import type { HttpCall, HttpConnection } from './http-connection.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { LineSplitter } from './line-splitter.ts';
import { queryString } from './query-string.ts';
import { readWatchRefusal } from './read-refusal.ts';
import { type Resource, resourcePath } from './resource.ts';
import type { WatchEvent, WatchOptions } from './watch.ts';

/** The server ends a watch after five to ten minutes, spread so that not all watches return at one moment. */
const minTimeoutSeconds = 300;
/**
 * A connection that says nothing for so long is given up: API servers send a bookmark about every minute. What stands in
 * between may keep a connection whose other end has vanished, and then no keep-alive of TCP shows it.
 */
const maxSilenceMs = 180_000;

interface RawEvent {
  readonly type: string;
  readonly object: unknown;
}

/** Opens a watch and yields its events, each line parsed once. See `KubernetesClient.watch` for what it guarantees. */
export async function* watchEvents<T extends KubernetesObject>(
  connection: HttpConnection,
  resource: Resource,
  options: WatchOptions,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const timeoutSeconds = options.timeoutSeconds ?? Math.floor(minTimeoutSeconds * (1 + Math.random()));
  const call: HttpCall = {
    method: 'GET',
    path: resourcePath(resource, options.namespace),
    query: queryString({
      watch: true,
      allowWatchBookmarks: options.allowWatchBookmarks ?? true,
      resourceVersion: options.resourceVersion,
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
      timeoutSeconds,
    }),
    signal: options.signal,
  };
  const body = await connection.stream(call, options.maxSilenceMs ?? maxSilenceMs);
  const chunks = body[Symbol.asyncIterator]();
  const splitter = new LineSplitter();
  try {
    for (;;) {
      const lines = await nextLines(connection, call, chunks, splitter);
      if (lines === undefined) return;
      for (const line of lines) yield readEvent<T>(connection, call, line);
    }
  } finally {
    // Left early, by the caller or by an error: the connection is of no use any more.
    await chunks.return?.();
  }
}

async function nextLines(
  connection: HttpConnection,
  call: HttpCall,
  chunks: AsyncIterator<Uint8Array>,
  splitter: LineSplitter,
): Promise<string[] | undefined> {
  try {
    const { done, value } = await chunks.next();
    return done === true ? undefined : splitter.push(value);
  } catch (error) {
    throw connection.failure(call, error);
  }
}

function readEvent<T>(connection: HttpConnection, call: HttpCall, line: string): WatchEvent<T> {
  let event: RawEvent;
  try {
    event = JSON.parse(line);
  } catch (error) {
    throw connection.failure(call, error);
  }
  if (event.type === 'ERROR') throw readWatchRefusal(`${call.method} ${call.path}`, event.object);
  return event as WatchEvent<T>;
}
