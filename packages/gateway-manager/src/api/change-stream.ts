import { createParser } from 'eventsource-parser';
import { endSession, requestHeaders } from '../session/session.ts';
import type { Change } from './change.ts';

/** How a connection to the change stream ended. */
export type StreamEnd =
  /** The control plane has no change stream, hides it from this person, or is deleted. */
  | 'unavailable'
  /** It no longer has the changes since the last one seen: everything has to be read again. */
  | 'expired'
  /** The connection broke, or the control plane went away. */
  | 'broken';

/** What happens on a connection. */
export interface StreamHandlers {
  /** The stream stands: every later change will come. */
  onReady: () => void;
  onChange: (change: Change) => void;
  /** The id to resume from, after each event that has one. */
  onEventId: (id: string) => void;
}

const CHANGE_EVENTS: readonly (string | undefined)[] = ['created', 'updated', 'deleted'];

/**
 * Follows the changes of a control plane over one connection (server-sent events), and resolves when it ends. With
 * `lastEventId`, changes after that one come first, so that a new connection misses and repeats nothing. An EventSource
 * would do the same, but can't send a bearer token. Rejects only when `signal` aborts it.
 */
export async function followChanges(
  controlPlaneId: string,
  lastEventId: string | undefined,
  handlers: StreamHandlers,
  signal: AbortSignal,
): Promise<StreamEnd> {
  try {
    const response = await fetch(`/sluice/v1/control-planes/${encodeURIComponent(controlPlaneId)}/events`, {
      credentials: 'same-origin',
      headers: {
        accept: 'text/event-stream',
        ...requestHeaders('GET'),
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      signal,
    });
    if (!response.ok || response.body === null) return endOf(response.status);
    return await readEvents(response.body, handlers);
  } catch (error) {
    if (signal.aborted) throw error;
    return 'broken';
  }
}

async function readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  handlers: StreamHandlers,
): Promise<StreamEnd> {
  let end: StreamEnd = 'broken';
  const parser = createParser({
    onEvent: ({ event, data, id }) => {
      if (event === 'ready') handlers.onReady();
      if (CHANGE_EVENTS.includes(event)) handlers.onChange(JSON.parse(data) as Change);
      if (event === 'end') end = endOf((JSON.parse(data) as { status: number }).status);
      if (id !== undefined) handlers.onEventId(id);
    },
  });
  const text = body.pipeThrough(new TextDecoderStream());
  for (const reader = text.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return end;
    parser.feed(value);
  }
}

/** What a status says of the stream, as an answer or in its last event. */
function endOf(status: number): StreamEnd {
  if (status === 401) endSession();
  if (status === 410) return 'expired';
  return [401, 403, 404].includes(status) ? 'unavailable' : 'broken';
}
