import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { apiErrorFromAnswer } from '../errors/api-error-from-answer.ts';
import { KonnectUnreachableError } from '../errors/konnect-unreachable-error.ts';

/** One change of one entity, or of the control plane itself. */
export interface EntityChange {
  readonly operation: 'created' | 'updated' | 'deleted';
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

/** The changes of a control plane as they happen. */
export interface ChangeStream {
  /** Every change after this revision comes. */
  readonly revision: number;
  /**
   * The changes in order, none left out. To be read once. It never ends by itself, but throws:
   * a `KonnectApiError` when the server says why it ends (its status is 410 where changes are no longer kept, 404 where
   * the control plane is gone, 401 where the token is), a `KonnectUnreachableError` when it broke, and the signal's reason.
   */
  readonly changes: AsyncGenerator<EntityChange, never, undefined>;
}

const OPERATIONS: ReadonlySet<string> = new Set(['created', 'updated', 'deleted']);

/** No change of an entity comes near this size; a server that sends a longer line is none of ours. */
const MAX_EVENT_CHARACTERS = 4 * 1024 * 1024;

/** Reads a body of server-sent events until the server has said from which revision on it tells of changes. */
export async function readChanges(body: AsyncIterable<Uint8Array>): Promise<ChangeStream> {
  const events = readEvents(body);
  const first = await events.next();
  if (first.done || first.value.event !== 'ready') {
    await events.return();
    throw new KonnectUnreachableError('the answer is no stream of changes');
  }
  const { revision } = parsed(first.value.data) as { revision: number };
  return { revision, changes: changesIn(events) };
}

async function* changesIn(
  events: AsyncGenerator<EventSourceMessage, void, undefined>,
): AsyncGenerator<EntityChange, never, undefined> {
  for await (const { event = '', data } of events) {
    if (event === 'end') {
      throw ending(data);
    }
    // A newer server may tell of more.
    if (OPERATIONS.has(event)) {
      yield { ...parsed(data), operation: event } as EntityChange;
    }
  }
  throw new KonnectUnreachableError('the stream of changes broke off');
}

/** Why the server ended the stream, as if it had answered so. */
function ending(data: string): Error {
  const body = parsed(data) as { status: number };
  return apiErrorFromAnswer({ status: body.status, body, retryAfter: undefined });
}

function parsed(data: string): object {
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
