import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { apiErrorFromAnswer } from '../errors/api-error-from-answer.ts';
import { KonnectUnreachableError } from '../errors/konnect-unreachable-error.ts';

/** One change of one entity, or of the control plane itself. */
export interface EntityChange {
  readonly operation: 'created' | 'updated' | 'deleted';
  readonly controlPlaneId: string;
  /** Dense within the control plane, and in the order of the changes. */
  readonly revision: number;
  /**
   * What kind of entity: `upstream`, `target`. `control_plane`: the control plane's own fields, without its endpoints.
   * `group_memberships`: the control plane is a group and has other members; which ones isn't told.
   */
  readonly type: string;
  readonly id: string;
  /** The entity as the API showed it before; null where it is new. Secrets are left out. */
  readonly before: object | null;
  /** The entity as the API shows it now; null where it is gone. */
  readonly after: object | null;
}

/** What a stream of changes tells. */
export type ToldChange =
  /**
   * Every change of the control plane after this revision comes. Where that isn't the one that was asked for, or the one
   * of the last change that came, the changes between are no longer kept and don't come.
   */
  | { readonly kind: 'begin'; readonly controlPlaneId: string; readonly revision: number }
  | { readonly kind: 'change'; readonly change: EntityChange }
  /** The control plane was deleted, or is none of the token's any more. */
  | { readonly kind: 'gone'; readonly controlPlaneId: string };

/**
 * The changes of all control planes that a token may read, as they happen: those of one control plane in order, none
 * left out. To be read once. It never ends by itself, but throws: a `KonnectApiError` when the server says why it ends
 * (its status is 401 where the token is refused now, 503 where the server stops), a `KonnectUnreachableError` when it
 * broke, and the signal's reason.
 */
export type ChangeStream = AsyncGenerator<ToldChange, never, undefined>;

const OPERATIONS: ReadonlySet<string> = new Set(['created', 'updated', 'deleted']);

/** No change of an entity comes near this size; a server that sends a longer line is none of ours. */
const MAX_EVENT_CHARACTERS = 4 * 1024 * 1024;

/** Reads a body of server-sent events until the server has said that it tells of changes. */
export async function readChanges(body: AsyncIterable<Uint8Array>): Promise<ChangeStream> {
  const events = readEvents(body);
  const first = await events.next();
  if (first.done || first.value.event !== 'ready') {
    await events.return();
    throw new KonnectUnreachableError('the answer is no stream of changes');
  }
  return changesIn(events);
}

async function* changesIn(events: AsyncGenerator<EventSourceMessage, void, undefined>): ChangeStream {
  for await (const { event = '', data } of events) {
    if (event === 'end') {
      throw ending(data);
    }
    // A newer server may tell of more.
    if (event === 'begin' || event === 'gone' || OPERATIONS.has(event)) {
      yield told(event, parsed(data));
    }
  }
  throw new KonnectUnreachableError('the stream of changes broke off');
}

function told(event: string, { control_plane_id: controlPlaneId, ...rest }: EventData): ToldChange {
  return event === 'begin' || event === 'gone'
    ? { kind: event, controlPlaneId, revision: rest.revision }
    : { kind: 'change', change: { ...rest, controlPlaneId, operation: event } as unknown as EntityChange };
}

/** What every event of a control plane has. */
interface EventData {
  control_plane_id: string;
  revision: number;
}

/** Why the server ended the stream, as if it had answered so. */
function ending(data: string): Error {
  const body: unknown = parsed(data);
  const { status } = body as { status: number };
  return apiErrorFromAnswer({ status, body, retryAfter: undefined });
}

function parsed(data: string): EventData {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new KonnectUnreachableError('an event of the stream of changes is not JSON', { cause });
  }
}

async function* readEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<EventSourceMessage, void, undefined> {
  const arrived: EventSourceMessage[] = [];
  let failure: Error | undefined;
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARACTERS,
    onEvent: (event) => void arrived.push(event),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') {
        failure = error;
      }
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* arrived.splice(0);
    if (failure !== undefined) {
      throw new KonnectUnreachableError('the answer is no stream of changes', { cause: failure });
    }
  }
}
