import type { FastifyInstance, FastifyReply } from 'fastify';
import { Gauge, type Registry } from 'prom-client';
import type { Authentication } from '../http/authenticate.ts';
import type { ChangeSource } from './change-source.ts';
import { EventStream, type EventStreamTiming } from './event-stream.ts';
import { streamReader } from './stream-reader.ts';

const TIMING: EventStreamTiming = { heartbeatMs: 15_000, standingMs: 5_000, slowReaderMs: 30_000 };

/** The streams of events that a server has open: counted, and ended when it stops. */
export class OpenStreams {
  readonly #authentication: Pick<Authentication, 'identities' | 'cookie'>;
  /** Each with the promise of its end. */
  readonly #open = new Map<EventStream, Promise<void>>();

  constructor(
    app: FastifyInstance,
    authentication: Pick<Authentication, 'identities' | 'cookie'>,
    metrics: Registry,
  ) {
    this.#authentication = authentication;
    const open = this.#open;
    new Gauge({
      name: 'sluice_event_streams',
      help: 'Streams of changes that are open.',
      registers: [metrics],
      collect() {
        this.set(open.size);
      },
    });
    // An open stream would keep the server from stopping, and one that still reads would do so from a closed database.
    app.addHook('preClose', async () => {
      for (const stream of open.keys()) {
        stream.shutDown();
      }
      await Promise.all(open.values());
    });
  }

  /** Answers a request with what the source tells, for as long as whoever sent it may read that. */
  start(reply: FastifyReply, source: ChangeSource): FastifyReply {
    const { request } = reply;
    const stream = new EventStream(source, streamReader(request, this.#authentication), TIMING);
    const running = stream
      .run()
      .catch((error: unknown) =>
        request.log.error({ err: error, url: request.url }, 'A stream of events broke'),
      )
      .finally(() => this.#open.delete(stream));
    this.#open.set(stream, running);
    return reply
      .header('content-type', 'text/event-stream')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(stream.body);
  }
}
