import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { TEST_TOKEN, testTls } from './test-control-plane.ts';

/** An event as it came over the wire, its data parsed. */
export interface ReceivedEvent {
  event: string;
  id: string | undefined;
  data: unknown;
}

/** An open stream of events. */
export interface EventReader {
  /** The next event; undefined when the stream has ended. */
  next(): Promise<ReceivedEvent | undefined>;
  close(): Promise<void>;
}

/** Opens a stream over real HTTPS, with a POST where it is given a body, and reads it event by event, passing over comments. */
export async function openEvents(
  url: string,
  path: string,
  {
    search = '',
    headers = {},
    body,
  }: { search?: string; headers?: Record<string, string>; body?: object } = {},
): Promise<EventReader> {
  const call = request(`${url}${path}${search}`, {
    ca: testTls.cert,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${TEST_TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
  });
  call.end(body && JSON.stringify(body));
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  if (answer.headers['content-type'] !== 'text/event-stream') {
    throw new Error(`The server answered ${answer.statusCode} ${answer.headers['content-type']}`);
  }
  const events = readEvents(answer);
  return {
    async next() {
      const { value, done } = await events.next();
      return done ? undefined : value;
    },
    async close() {
      call.destroy();
    },
  };
}

async function* readEvents(answer: IncomingMessage): AsyncGenerator<ReceivedEvent, void> {
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    const texts = (rest + chunk).split('\n\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      const fields = new Map(text.split('\n').map((line) => splitField(line)));
      const data = fields.get('data');
      if (data !== undefined) {
        yield { event: fields.get('event') ?? 'message', id: fields.get('id'), data: JSON.parse(data) };
      }
    }
  }
}

function splitField(line: string): [string, string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}
