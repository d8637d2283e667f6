import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { Agent, request } from 'node:https';
import type { Readable } from 'node:stream';
import { ADMIN_TOKEN, type TestServer } from '../server/test-server.ts';
import type { FuzzRequest } from './requests.ts';

/** How long a watch is listened to. */
const WATCH_MS = 5;

/** The code of an answer, and the body of a failure. */
export interface Outcome {
  status: number;
  text: string;
}

/** Sends requests in one version of HTTP. */
export interface Sender {
  send(request: FuzzRequest): Promise<Outcome>;
  close(): void;
}

const authorization = `Bearer ${ADMIN_TOKEN}`;

export function http1Sender({ url, authority }: TestServer, maxSockets: number): Sender {
  const agent = new Agent({ keepAlive: true, ca: authority.cert, maxSockets });
  return {
    send: async (fuzz) => {
      const { method, path, headers, body } = prepared(fuzz);
      const call = request(`${url}${path}`, { method, agent, headers: { authorization, ...headers } });
      call.end(body);
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      return outcomeOf(Promise.resolve(answer.statusCode ?? 0), answer, fuzz);
    },
    close: () => agent.destroy(),
  };
}

/** All requests go over one connection, and the next one when the server has ended that. */
export function http2Sender({ url, authority }: TestServer): Sender {
  let session: ClientHttp2Session | undefined;
  const open = (): ClientHttp2Session => {
    if (session !== undefined && !session.closed && !session.destroyed) return session;
    session = connect(url, { ca: authority.cert });
    // Whoever waits for an answer of it hears of it, too.
    session.on('error', () => undefined);
    return session;
  };
  return {
    send: async (fuzz) => {
      const { method, path, headers, body } = prepared(fuzz);
      const named = { ':method': method, ':path': path, authorization, ...headers };
      const stream = open().request(named, { endStream: body === undefined });
      // A short answer may be over by the time that its headers are heard of, and is lost to who listens only then.
      const reading = outcomeOf(headersOf(stream), stream, fuzz);
      if (body !== undefined) stream.end(body);
      return reading;
    },
    close: () => session?.destroy(),
  };
}

function prepared({ method, path, headers, body }: FuzzRequest): FuzzRequest {
  const length: Record<string, string> =
    body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return {
    method: method === 'CONNECTX' ? 'PROPFIND' : method,
    path,
    headers: { ...headers, ...length },
    body,
  };
}

async function headersOf(stream: ClientHttp2Stream): Promise<number> {
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  return Number(headers[':status']);
}

async function outcomeOf(
  answered: Promise<number>,
  answer: Readable,
  { path }: FuzzRequest,
): Promise<Outcome> {
  const chunks: Buffer[] = [];
  const ended = Promise.withResolvers<void>();
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  answer.once('error', ended.reject);
  answer.once('close', () => {
    if (answer.readableEnded) ended.resolve();
    else ended.reject(new Error('The answer was cut off.'));
  });
  const status = await answered;
  if (status === 200 && /[?&]watch/.test(path)) {
    // A watch goes on until its client leaves.
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    ended.promise.catch(() => undefined);
    answer.destroy();
    return { status, text: '' };
  }
  await ended.promise;
  return { status, text: status >= 400 ? Buffer.concat(chunks).toString() : '' };
}
