import { checkWatchOptions } from '../registry/list-options.ts';
import { queryFlag } from '../registry/query-flag.ts';
import type { RegistryContext } from '../registry/registry-context.ts';
import type { Target } from '../registry/target.ts';
import { ObjectWatch, type WatchFormat } from '../registry/watch-objects.ts';
import { ApiError, badRequest, internalError, notAcceptable } from '../status/api-error.ts';
import type { ApiRequest } from './api-request.ts';
import type { ApiResponse, ResponseStream } from './api-response.ts';
import type { MediaType } from './media-type.ts';
import { type Presenter, presenter } from './present.ts';

/** How often an idle watch is told how far it is. */
const BOOKMARK_INTERVAL_MS = 60_000;
/** How long a watch lasts whose client doesn't say: a random time from here up to twice as long. */
const MIN_DURATION_MS = 30 * 60_000;
/** Marks the bookmark behind the last of the initial events (KEP-3157). */
const INITIAL_EVENTS_END = { 'k8s.io/initial-events-end': 'true' };

/**
 * Answers a watch: one JSON object per line, for as long as the client stays.
 *
 * @throws ApiError 400 or 406
 */
export function watchResponse(
  context: RegistryContext,
  target: Target,
  request: ApiRequest,
  mediaType: MediaType,
): ApiResponse {
  if (mediaType.type !== 'application/json') throw notAcceptable(['application/json']);
  const { query } = request;
  checkWatchOptions(query);
  const durationMs = readDuration(query.get('timeoutSeconds'));
  const format = watchFormat(presenter(target, mediaType, query), sharedForm(mediaType));
  const watch = new ObjectWatch(context, target, query, format);
  const body = (stream: ResponseStream): void => {
    const timers = [setTimeout(() => watch.close(), durationMs)];
    if (queryFlag(query, 'allowWatchBookmarks')) {
      timers.push(setInterval(() => watch.bookmark(), BOOKMARK_INTERVAL_MS));
    }
    stream.onDrain(() => watch.resume());
    stream.onClose(() => {
      for (const timer of timers) clearTimeout(timer);
      watch.close();
    });
    watch.start(stream);
  };
  return { status: 200, contentType: 'application/json', body };
}

/** Rows of a table differ: the first of a watch names the columns. */
function sharedForm({ type, shape, metaVersion }: MediaType): string | undefined {
  return shape === 'Table' ? undefined : `${type} ${shape} ${metaVersion}`;
}

function watchFormat(show: Presenter, sharedAs: string | undefined): WatchFormat {
  return {
    sharedAs,
    event: (type, entry) => `{"type":"${type}","object":${show.entry(entry)}}\n`,
    bookmark: (revision, endsInitialEvents) => {
      const object = show.bookmark(revision, endsInitialEvents ? INITIAL_EVENTS_END : undefined);
      return `{"type":"BOOKMARK","object":${object}}\n`;
    },
    error: (error) => {
      const { status } = error instanceof ApiError ? error : internalError(error);
      return `${JSON.stringify({ type: 'ERROR', object: status })}\n`;
    },
  };
}

function readDuration(text: string | null): number {
  if (text === null || text === '' || text === '0') return MIN_DURATION_MS * (1 + Math.random());
  if (!/^\d{1,7}$/.test(text)) throw badRequest('timeoutSeconds: Invalid value: it has to be a number');
  return Number(text) * 1000;
}
